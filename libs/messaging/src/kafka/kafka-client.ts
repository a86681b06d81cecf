import { connect } from 'node:net';
import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type ISocketFactory, type LogEntry, type RetryOptions } from 'kafkajs';

const SECOND = 1000;
const logger = new Logger('Kafka');

/** Short waits: our own loops decide when to go on, and readiness must notice a lost broker within 15 s. */
const CONNECT_TIMEOUT_MS = 3 * SECOND;
const REQUEST_TIMEOUT_MS = 8 * SECOND;

/** The only place that makes kafkajs clients. A `silent` one is for programs whose stdout is their result. */
export function kafkaClient(
  clientId: string,
  brokers: string[],
  retry: RetryOptions,
  { silent = false } = {},
): Kafka {
  return new Kafka({
    clientId,
    brokers,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry,
    socketFactory: withoutDelay,
    logLevel: silent ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => writeLog,
  });
}

/** kafkajs leaves Nagle's algorithm on: a small request then may wait for the answer to the one before. */
const withoutDelay: ISocketFactory = ({ host, port, onConnect }) =>
  connect(
    { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60 * SECOND },
    onConnect,
  );

/** kafkajs reports every retry as an error; what matters is reported by our supervision, so this stays at debug. */
function writeLog({ namespace, log }: LogEntry): void {
  logger.debug(`${namespace}: ${log.message}`);
}
