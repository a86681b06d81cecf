import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { PARTITIONS_PER_TOPIC, TOPICS, topicName, type Topic } from '#contracts';
import { kafkaClient } from './kafka-client.js';

const MAX_REPLICAS = 3;
const MAX_TRIES = 25;
const RETRY_PAUSE_MS = 200;
/** The broker stores what anybody sends uncompressed: a codec that kafkajs lacks would end every consumer. */
const TOPIC_SETTINGS = [{ name: 'compression.type', value: 'uncompressed' }];

/** Creates the topics that are not there yet, on up to three brokers each, and waits until each can be used. Safe to repeat. */
export async function createTopics(brokers: string[], suffix: string): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    for (let tries = 1; ; tries++) {
      try {
        await createMissing(admin, suffix);
        return await askForEnds(admin, suffix);
      } catch (error) {
        // The broker asked may not have heard of the new topics yet, or their leader of its task.
        if (!isNotYetKnown(error) || tries === MAX_TRIES) throw error;
        await delay(RETRY_PAUSE_MS);
      }
    }
  });
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
  await withAdmin(brokers, async (admin) => {
    const topics = await namesWhere(admin, suffix, (exists) => exists);
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

async function withAdmin(brokers: string[], work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = kafkaClient('yichu.topics', brokers, { retries: 8 }, { silent: true }).admin();
  await admin.connect();
  try {
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
