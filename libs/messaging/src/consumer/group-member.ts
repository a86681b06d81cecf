import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Consumer } from 'kafkajs';
import type { Topic } from '#contracts';
import { kafkaClient } from '../kafka/kafka-client.js';
import type { MessagingOptions } from '../messaging-options.js';
import { Assignment } from './assignment.js';
import { BatchRunner } from './batch-runner.js';
import { PositionBeyondEnd, type PartitionStart, type PositionStore } from './position-store.js';
import type { Settling } from './settling.js';

const SECOND = 1000;
const WATCH_MS = 3 * SECOND;
/** With the watch's interval on top, readiness falls within 15 s. */
const SILENT_AFTER_MS = 10 * SECOND;
const STUCK_AFTER_MS = 11 * SECOND;
const REBUILD_AFTER_MS = 30 * SECOND;
const DISCONNECT_WITHIN_MS = 5 * SECOND;
const RELOAD_PAUSE_MS = 500;
/** The broker's least. A process that was killed is replaced within it; a false alarm costs a rejoin only. */
const SESSION_MS = 6 * SECOND;
const HEARTBEAT_MS = 2 * SECOND;
const REBALANCE_MS = 20 * SECOND;
/** A fetch returns with the first message; this bounds an empty one, and with it how long stopping takes. */
const FETCH_WAIT_MS = SECOND;
const PARTITIONS_AT_ONCE = 6;
/** Rides out a broker's restart as the same member; its own reconnecting is quicker than a new membership. */
const RETRY = {
  initialRetryTime: 100,
  maxRetryTime: SECOND,
  retries: 40,
  restartOnFailure: async () => false,
};

/** One life of a kafkajs consumer: from joining the group until it ends or fails. */
export class GroupMember {
  private readonly consumer: Consumer;
  private readonly admin: Admin;
  private readonly runner: BatchRunner;
  private readonly ended = new AbortController();
  private memberAssignment: Record<string, number[]> | undefined;
  private assignment: Promise<Assignment> = Promise.resolve(Assignment.none);
  private loaded: Assignment | undefined;
  private beyondEnd: string | undefined;
  private fail: (error: Error) => void = () => undefined;
  private joining: Promise<void> = Promise.resolve();
  private lastContact = Date.now();
  private unreachable = false;
  private batchesInHand = 0;

  constructor(
    private readonly topics: readonly Topic[],
    private readonly options: MessagingOptions,
    private readonly positions: PositionStore,
    settling: Settling,
  ) {
    const kafka = kafkaClient(options.groupId, options.config.kafkaBrokers, RETRY);
    this.admin = kafkaClient(options.groupId, options.config.kafkaBrokers, { retries: 1 }).admin();
    this.consumer = kafka.consumer({
      groupId: options.groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_MS,
      minBytes: 1,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      retry: RETRY,
    });
    this.runner = new BatchRunner(settling, {
      topicOf: (name) => options.topicOf(name),
      assignment: () => this.assignment,
      reloadAssignment: () => this.assign(this.memberAssignment ?? {}),
      seek: (place) => this.consumer.seek(place),
      ending: this.ended.signal,
    });
  }

  /** Consumes until `ending` aborts. @throws why the consumer ended before that. */
  async serve(ending: AbortSignal): Promise<void> {
    const failure = new Promise<never>((_, reject) => (this.fail = reject));
    failure.catch(() => undefined);
    try {
      this.joining = this.join();
      await Promise.race([this.joining, failure, aborted(ending)]);
      await Promise.race([this.watch(ending), failure]);
    } finally {
      this.ended.abort();
      await Promise.race([this.leave(), delay(DISCONNECT_WITHIN_MS, undefined, { ref: false })]);
    }
  }

  problems(now: number): string[] {
    if (!this.loaded)
      return [`kafka: ${this.beyondEnd ?? 'the consumer has not joined its group'}`];
    const stuck = this.loaded
      .stuckFor(STUCK_AFTER_MS, now)
      .map(({ topic, partition }) => `${topic}[${partition}]`);
    return [
      ...(this.unreachable || now - this.lastContact > SILENT_AFTER_MS ? ['kafka: no answer'] : []),
      ...(stuck.length > 0
        ? [`kafka: messages wait and none is taken from ${stuck.join(', ')}`]
        : []),
    ];
  }

  /** Whether all that is on the topics was settled, by this process or another of the service. */
  async caughtUp(): Promise<boolean> {
    if (!this.loaded) return false;
    for (const topic of this.topics.map((known) => this.options.nameOf(known))) {
      const [ends, positions] = await Promise.all([
        this.admin.fetchTopicOffsets(topic),
        this.positions.positionsOf(topic),
      ]);
      const isBehind = ends.some(
        ({ partition, low, high }) => (positions.get(partition) ?? BigInt(low)) < BigInt(high),
      );
      if (isBehind) return false;
    }
    return true;
  }

  private async join(): Promise<void> {
    const { GROUP_JOIN, HEARTBEAT, CRASH, REBALANCING } = this.consumer.events;
    this.consumer.on(CRASH, ({ payload }) => this.fail(payload.error));
    this.consumer.on(HEARTBEAT, () => void (this.lastContact = Date.now()));
    this.consumer.on(REBALANCING, () => void (this.loaded = undefined));
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.lastContact = Date.now();
      this.assign(payload.memberAssignment);
    });
    await Promise.all([this.admin.connect(), this.consumer.connect()]);
    await this.consumer.subscribe({
      topics: this.topics.map((topic) => this.options.nameOf(topic)),
      fromBeginning: true,
    });
    if (this.ended.signal.aborted) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: async (payload) => {
        this.batchesInHand++;
        try {
          await this.runner.run(payload);
        } finally {
          this.batchesInHand--;
        }
      },
    });
  }

  /** A new membership: positions come from the database, and until they are known nothing is handled. */
  private assign(memberAssignment: Record<string, number[]>): void {
    this.memberAssignment = memberAssignment;
    this.loaded = undefined;
    this.assignment = this.load(memberAssignment);
  }

  private async load(memberAssignment: Record<string, number[]>): Promise<Assignment> {
    while (this.memberAssignment === memberAssignment && !this.ended.signal.aborted) {
      try {
        const starts = await this.startsOf(memberAssignment);
        const assignment = await Assignment.load(starts, this.positions, Date.now());
        if (this.memberAssignment !== memberAssignment) break;
        for (const { topic, partition, position } of assignment.all()) {
          this.consumer.seek({ topic, partition, offset: String(position) });
        }
        this.loaded = assignment;
        this.beyondEnd = undefined;
        return assignment;
      } catch (error) {
        this.beyondEnd = error instanceof PositionBeyondEnd ? error.message : undefined;
        // Database or broker away: readiness says so, since nothing is loaded.
        await delay(RELOAD_PAUSE_MS, undefined, { signal: this.ended.signal }).catch(
          () => undefined,
        );
      }
    }
    return Assignment.none;
  }

  private async startsOf(memberAssignment: Record<string, number[]>): Promise<PartitionStart[]> {
    const ofTopics = Object.entries(memberAssignment).map(async ([topic, partitions]) => {
      const offsets = await this.admin.fetchTopicOffsets(topic);
      return offsets
        .filter(({ partition }) => partitions.includes(partition))
        .map(({ partition, low, high }) => ({
          topic,
          partition,
          low: BigInt(low),
          high: BigInt(high),
        }));
    });
    return (await Promise.all(ofTopics)).flat();
  }

  /** Looks from outside whether messages move, and tells Kafka's lag tools where we are. */
  private async watch(ending: AbortSignal): Promise<void> {
    while (!ending.aborted) {
      await delay(WATCH_MS, undefined, { signal: ending }).catch(() => undefined);
      if (ending.aborted) break;
      try {
        if (this.loaded) await this.noteEnds(this.loaded);
        this.unreachable = false;
        await this.commitToKafka();
      } catch {
        this.unreachable = true;
      }
      this.failIfStuck();
    }
    await this.commitToKafka().catch(() => undefined);
  }

  private async noteEnds(assignment: Assignment): Promise<void> {
    const topics = [...new Set(assignment.all().map(({ topic }) => topic))];
    for (const topic of topics) {
      for (const { partition, high } of await this.admin.fetchTopicOffsets(topic)) {
        assignment.noteEnd(topic, partition, BigInt(high), Date.now());
      }
    }
  }

  private async commitToKafka(): Promise<void> {
    const offsets = this.loaded?.takeUncommitted() ?? [];
    if (offsets.length > 0) await this.consumer.commitOffsets(offsets);
  }

  private failIfStuck(): void {
    const stuck = this.loaded?.stuckFor(REBUILD_AFTER_MS, Date.now()) ?? [];
    if (stuck.length > 0 && this.batchesInHand === 0) {
      this.fail(new Error('the consumer fetches nothing although messages wait'));
    }
  }

  /** kafkajs would go on joining after a disconnect, and stay: so the join has its end first. */
  private async leave(): Promise<void> {
    await Promise.allSettled([this.joining]);
    await Promise.allSettled([this.consumer.disconnect(), this.admin.disconnect()]);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
