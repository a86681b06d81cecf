import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  findInfrastructure,
  joinInfrastructure,
  type Infrastructure,
  type KafkaPart,
  type PostgresPart,
} from '#infrastructure';
import { atEndOfFile } from './at-end-of-file.js';
import { readHostUrl } from './config.js';

interface Lent {
  runId: string;
  postgres: PostgresPart;
  kafka: KafkaPart;
}

let joined: Promise<Infrastructure> | undefined;
let lenderId: string | undefined;

/**
 * The run's Postgres and Kafka, shared with other test files; databases, topics, folder and child
 * processes are this file's own and end with it.
 */
export function testInfrastructure(): Promise<Infrastructure> {
  joined ??= join();
  return joined;
}

/**
 * A Postgres and a Kafka of this file's own, about two seconds: for tests that stop them
 * (`infrastructure.kafka.outage`). The test stops it, in `afterAll` at the latest.
 */
export function ownInfrastructure(): Promise<Infrastructure> {
  return findInfrastructure({ purpose: 'test', report: () => undefined, handlesSignals: false });
}

/** The run that started the server, and whose end drops what is shared on it. */
export async function ownerOfServer(infrastructure: Infrastructure): Promise<string> {
  return infrastructure === (await joined) && lenderId ? lenderId : infrastructure.runId;
}

async function join(): Promise<Infrastructure> {
  const { runId, postgres, kafka } = await askHost();
  lenderId = runId;
  const infrastructure = joinInfrastructure('test', postgres, kafka);
  atEndOfFile(() => infrastructure.stop());
  return infrastructure;
}

function askHost(): Promise<Lent> {
  return new Promise((resolve, reject) => {
    const request = get(readHostUrl(), { agent: false }, (response) => {
      text(response)
        .then((body) => {
          if (response.statusCode === 200) resolve(JSON.parse(body) as Lent);
          else reject(new Error(body));
        })
        .catch(reject);
    });
    request.once('error', reject);
  });
}
