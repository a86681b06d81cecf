import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, RetryOptions } from 'kafkajs';
import {
  isSubscriberTopic,
  PARTITIONS_PER_SUBSCRIBER_TOPIC,
  PARTITIONS_PER_TOPIC,
  SUBSCRIBER_TOPIC_RETENTION_MS,
  TOPICS,
  topicName,
  type Topic,
} from '#contracts';
import { kafkaClient } from './kafka-client.js';

const MAX_REPLICAS = 3;
const MAX_TRIES = 25;
const RETRY_PAUSE_MS = 200;
/** The broker stores what anybody sends uncompressed: a codec that kafkajs lacks would end every consumer. */
const TOPIC_SETTINGS = [{ name: 'compression.type', value: 'uncompressed' }];

/** A broker that is away must be noticed while somebody waits for the answer. */
const PATIENT = { retries: 8 };
const IMPATIENT = { initialRetryTime: 100, retries: 1 };

/** Every change stays until its time is over: a removal must not vanish because a newer one has its key. */
const SUBSCRIBER_TOPIC_SETTINGS = [
  ...TOPIC_SETTINGS,
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: String(SUBSCRIBER_TOPIC_RETENTION_MS) },
];

/** Creates the topics that are not there yet, on up to three brokers each, and waits until each can be used. Safe to repeat. */
export async function createTopics(brokers: string[], suffix: string): Promise<void> {
  await withAdmin(brokers, PATIENT, (admin) =>
    untilKnown(async () => {
      await createMissing(admin, suffix);
      await askForEnds(admin, suffix);
    }),
  );
}

/** Creates one subscriber's topic unless it is there, and waits until it can be used. Safe to repeat. */
export async function createSubscriberTopic(brokers: string[], topic: string): Promise<void> {
  await withAdmin(brokers, IMPATIENT, (admin) =>
    untilKnown(async () => {
      const { brokers: nodes } = await admin.describeCluster();
      await admin.createTopics({
        waitForLeaders: true,
        topics: [
          {
            topic,
            numPartitions: PARTITIONS_PER_SUBSCRIBER_TOPIC,
            replicationFactor: Math.min(MAX_REPLICAS, nodes.length),
            configEntries: SUBSCRIBER_TOPIC_SETTINGS,
          },
        ],
      });
      await admin.fetchTopicOffsets(topic);
    }),
  );
}

/** The broker asked may not have heard of the new topics yet, or their leader of its task. */
async function untilKnown(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isNotYetKnown(error) || tries === MAX_TRIES) throw error;
      await delay(RETRY_PAUSE_MS);
    }
  }
}

async function createMissing(admin: Admin, suffix: string): Promise<void> {
  const missing = await namesWhere(admin, suffix, (exists) => !exists);
  if (missing.length === 0) return;
  const { brokers: nodes } = await admin.describeCluster();
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: PARTITIONS_PER_TOPIC,
      replicationFactor: Math.min(MAX_REPLICAS, nodes.length),
      configEntries: TOPIC_SETTINGS,
    })),
  });
}

/** A topic is of use once the leader of each of its partitions answers for it. */
async function askForEnds(admin: Admin, suffix: string): Promise<void> {
  for (const topic of await namesWhere(admin, suffix, (exists) => exists)) {
    await admin.fetchTopicOffsets(topic);
  }
}

const NOT_YET = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'];

function isNotYetKnown(error: unknown): boolean {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  return typeof type === 'string' && NOT_YET.includes(type);
}

/** Removes a finished run's topics from a broker that it shared. */
export async function deleteTopics(brokers: string[], suffix: string): Promise<void> {
  await withAdmin(brokers, PATIENT, async (admin) => {
    const subscribers = (await admin.listTopics()).filter((name) =>
      isSubscriberTopic(name, suffix),
    );
    const topics = [...(await namesWhere(admin, suffix, (exists) => exists)), ...subscribers];
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

async function withAdmin(
  brokers: string[],
  retry: RetryOptions,
  work: (admin: Admin) => Promise<void>,
): Promise<void> {
  const admin = kafkaClient('yichu.topics', brokers, retry, { silent: true }).admin();
  try {
    await admin.connect();
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function namesWhere(
  admin: Admin,
  suffix: string,
  wanted: (exists: boolean) => boolean,
): Promise<string[]> {
  const existing = new Set(await admin.listTopics());
  return (Object.keys(TOPICS) as Topic[])
    .map((topic) => topicName(topic, suffix))
    .filter((topic) => wanted(existing.has(topic)));
}
