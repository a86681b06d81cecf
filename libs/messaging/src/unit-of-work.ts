import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SigningKeys } from '#signing';
import { isConflict } from './faults.js';
import { MessagingOptions } from './messaging-options.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { connectionOf, rowsOf, SentStatements, type Statement } from './sent-statements.js';
import { PendingOutbox, type OutgoingMessage } from './outbox/pending-outbox.js';
import { currentTraceparent, runInTrace } from './trace-context.js';

/** One database transaction with the messages that leave when it commits. */
export interface Transaction {
  readonly manager: EntityManager;
  /**
   * Writes without waiting: what is sent is done before anything that is asked later, and if it fails
   * the transaction does. Statements that nothing waits for travel together, the last with the commit.
   */
  send(statement: Statement): void;
  /** Asks for rows. Postgres gets statements in the order in which they are sent and asked. */
  ask<Row>(statement: Statement): Promise<Row[]>;
  /**
   * Says that Kafka still has all that this transaction knows: lost in a crash of the database it is done
   * again, so its commit does not wait for the disk, unless messages leave with it.
   */
  isRepeatable(): void;
  /** The message's bytes are fixed and signed now, and reach Kafka only if the transaction commits. */
  publish(message: OutgoingMessage): Promise<void>;
  /** Runs after a successful commit, never after a rollback. */
  afterCommit(run: () => void): void;
  readonly traceparent: string;
}

const WITHOUT_FLUSH = { text: 'SET LOCAL synchronous_commit = off', values: [] };
const MAX_ATTEMPTS = 5;
const RETRY_PAUSE_MS = 10;

/** Runs use cases: state, ledger and outgoing messages commit together or not at all. */
@Injectable()
export class UnitOfWork {
  private readonly logger = new Logger(UnitOfWork.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly relay: OutboxRelay,
    private readonly keys: SigningKeys,
    private readonly options: MessagingOptions,
  ) {}

  /** `work` may run more than once (deadlock, serialization failure): its only effects are those of `tx`. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (!currentTraceparent()) return runInTrace(undefined, () => this.run(work));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.runOnce(work);
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
        await delay(Math.random() * RETRY_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  /** What is committed stays committed: a hint that fails must not look like a failed transaction. */
  private runSafely(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.logger.error(error);
    }
  }

  private async runOnce<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const outbox = new PendingOutbox();
    const afterCommit: (() => void)[] = [];
    const sent = new SentStatements();
    let isRepeatable = false;
    const traceparent = currentTraceparent() ?? '';
    const committed = this.dataSource.transaction(async (manager) => {
      const connection = await connectionOf(manager);
      const send = (statement: Statement) => sent.add(connection, statement);
      const value = await work({
        manager,
        send,
        ask: <Row>(statement: Statement) => rowsOf<Row>(connection, statement),
        traceparent,
        isRepeatable: () => void (isRepeatable = true),
        publish: (message) =>
          outbox.add(
            message,
            message.signWith ?? this.keys.of(this.options.keyOwner),
            message.traceparent ?? traceparent,
          ),
        afterCommit: (run) => void afterCommit.push(run),
      });
      const rows = outbox.statement();
      if (rows) send(rows);
      else if (isRepeatable) send(WITHOUT_FLUSH);
      return value;
    });
    const result = await sent.orFailed(committed);
    if (!outbox.isEmpty) this.relay.wake();
    for (const run of afterCommit) this.runSafely(run);
    return result;
  }
}
