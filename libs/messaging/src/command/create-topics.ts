import { setTimeout as delay } from 'node:timers/promises';
import { createTopics } from '../kafka/create-topics.js';
import { sentenceOf } from '../faults.js';
import { readTopicsSettings } from './config.js';

const SECOND = 1000;
const PATIENCE_MS = 60 * SECOND;
const PAUSE_MS = SECOND;

/** The deployment step that creates the topics: waits for the broker, is safe to repeat. */
async function main(): Promise<void> {
  const { brokers, suffix } = readTopicsSettings();
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await createTopics(brokers, suffix);
      break;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(PAUSE_MS);
    }
  }
  process.stdout.write(`The topics are on ${brokers.join(', ')}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The topics could not be created: ${sentenceOf(error)}\n`);
  process.exitCode = 1;
});
