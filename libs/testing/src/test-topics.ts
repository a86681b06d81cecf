import type { Infrastructure } from '#infrastructure';
import { createTopics, deleteTopics } from '#messaging';
import { testInfrastructure } from './test-infrastructure.js';

const created = new Map<string, Promise<void>>();

/**
 * Makes a set of topics that nobody else uses.
 * @param name for several sets in one file.
 * @returns its suffix, for `topicName`.
 */
export async function topicsFor(name?: string, given?: Infrastructure): Promise<string> {
  const { runId, kafka, run } = given ?? (await testInfrastructure());
  const suffix = [runId, name].filter(Boolean).join('.');
  let creation = created.get(suffix);
  if (!creation) {
    creation = createTopics(kafka.brokers, suffix);
    created.set(suffix, creation);
    // A broker of the test's own may be down by then, and goes anyway.
    if (!given) run.onStop(() => deleteTopics(kafka.brokers, suffix));
  }
  await creation;
  return suffix;
}
