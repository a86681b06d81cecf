import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Topic } from '#contracts';
import { sentenceOf } from '../faults.js';
import { MessagingOptions } from '../messaging-options.js';
import { GroupMember } from './group-member.js';
import { PositionStore } from './position-store.js';
import { Settling } from './settling.js';

const SECOND = 1000;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 2 * SECOND;
/** A member that took messages this long was sound: the next one starts without waiting. */
const SOUND_AFTER_MS = 30 * SECOND;

/**
 * Keeps one member of the consumer group alive. kafkajs may die without a word, or go on fetching
 * nothing: whatever ends a member, a new one is built, and readiness says no until it has joined.
 */
@Injectable()
export class ConsumerSupervisor {
  private readonly logger = new Logger(ConsumerSupervisor.name);
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private member: GroupMember | undefined;
  private fault = 'kafka: the consumer has not started';

  constructor(
    private readonly options: MessagingOptions,
    private readonly positions: PositionStore,
    private readonly settling: Settling,
  ) {}

  /** Starts to consume; returns at once. */
  start(topics: readonly Topic[]): void {
    if (topics.length > 0) this.running ??= this.supervise(topics);
  }

  /** Finishes the message in hand, leaves the group. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Why messages are not consumed at the moment. */
  problems(): string[] {
    if (!this.running) return [];
    return this.member ? this.member.problems(Date.now()) : [this.fault];
  }

  /** Every message that was on the topics at the time of the call has been settled. For tests and drains. */
  async caughtUp(): Promise<boolean> {
    return this.running === undefined || ((await this.member?.caughtUp()) ?? false);
  }

  private async supervise(topics: readonly Topic[]): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!this.ending.signal.aborted) {
      const started = performance.now();
      const member = new GroupMember(topics, this.options, this.positions, this.settling);
      this.member = member;
      try {
        await member.serve(this.ending.signal);
      } catch (error) {
        this.fault = `kafka: ${sentenceOf(error)}`;
        this.logger.warn({ msg: 'consumer.rebuilding', error: sentenceOf(error) });
      }
      this.member = undefined;
      if (performance.now() - started > SOUND_AFTER_MS) backoff = FIRST_BACKOFF_MS;
      await delay(backoff, undefined, { signal: this.ending.signal }).catch(() => undefined);
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    }
  }
}
