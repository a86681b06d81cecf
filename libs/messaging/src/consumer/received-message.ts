import { createHash } from 'node:crypto';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { JWS_HEADER, type Topic } from '#contracts';

/** One message as it came, before anything about it is believed. */
export interface ReceivedMessage {
  topic: Topic;
  partition: number;
  offset: string;
  key: string | null;
  bytes: Buffer;
  jws: string | undefined;
  traceparent: string | undefined;
}

export function toReceived(
  topic: Topic,
  partition: number,
  message: KafkaMessage,
): ReceivedMessage {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key && asText(message.key),
    bytes: message.value ?? Buffer.alloc(0),
    jws: header(message.headers, JWS_HEADER),
    traceparent: header(message.headers, 'traceparent'),
  };
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

const MAX_TEXT = 8 * 1024;

function header(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : asText(Buffer.from(first));
}

/** Text that Postgres can hold, whatever a stranger put there. */
function asText(bytes: Buffer): string {
  return bytes.subarray(0, MAX_TEXT).toString('utf8').replaceAll('\0', '\uFFFD');
}
