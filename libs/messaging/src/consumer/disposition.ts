import type { Judgement } from './judgement.js';
import type { ReceivedMessage } from './received-message.js';

/** How one message ended; its row in inbox or parking lot is committed. */
export type Disposition =
  | { kind: 'done' }
  | { kind: 'ignored'; why: string }
  | { kind: 'parked'; reason: string; blocks: boolean };

/** The one wide log line of a handled message. Of bytes that nobody signed it says only where they are. */
export function handledLine(
  { topic, partition, offset }: ReceivedMessage,
  judgement: Judgement,
  disposition: Disposition,
  milliseconds: number,
): object {
  const { kind: outcome, ...why } = disposition;
  const event =
    judgement.kind === 'event'
      ? {
          eventId: judgement.event.id,
          type: judgement.event.type,
          key: judgement.event.partitionkey,
          correlationId: judgement.event.correlationid,
        }
      : {};
  return {
    msg: 'message handled',
    topic,
    partition,
    offset,
    ...event,
    outcome,
    ...why,
    durationMs: Math.round(milliseconds * 10) / 10,
  };
}

/** One line for messages that were handled together; each one's own is told at debug. */
export function runLine(
  messages: readonly ReceivedMessage[],
  dispositions: readonly Disposition[],
  milliseconds: number,
): object {
  const [first] = messages;
  const outcomes = Object.groupBy(dispositions, ({ kind }) => kind);
  return {
    msg: 'messages handled',
    topic: first?.topic,
    partition: first?.partition,
    offset: first?.offset,
    lastOffset: messages.at(-1)?.offset,
    done: outcomes.done?.length ?? 0,
    ignored: outcomes.ignored?.length ?? 0,
    durationMs: Math.round(milliseconds * 10) / 10,
  };
}
