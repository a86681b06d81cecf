import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import { switchReaperOff } from '../config.js';
import type { Say } from '../texts.js';

export const IMAGES = { postgres: 'postgres:18', kafka: 'apache/kafka:4.1.1' } as const;
/** On every container of a run, so that it is found again when the run crashed. */
export const RUN_LABEL = 'cn.yichu.run';

const SECOND = 1000;
const PULL_TIME = 20 * SECOND;
const PULL_TIME_IF_FORCED = 600 * SECOND;

/**
 * A Docker engine with the images that are wanted, pulled if they come quickly.
 * @returns undefined, with the reason reported, when there is none.
 */
export async function findEngine(
  images: readonly string[],
  isForced: boolean,
  say: Say,
): Promise<ContainerRuntimeClient | undefined> {
  const client = await engine();
  if (!client) {
    if (isForced) say('no-engine');
    return undefined;
  }
  const missing = await withoutPresent(client, images);
  if (missing.length === 0) return client;
  say('pulling', { images: missing.join(', ') });
  const patience = isForced ? PULL_TIME_IF_FORCED : PULL_TIME;
  const failure = await Promise.race([
    pull(client, missing),
    wait(patience, 'timeout', { ref: false }),
  ]);
  if (failure === undefined) return client;
  say('no-images', { why: failure });
  return undefined;
}

/** Removes all containers of a run; silent when no engine answers any more. */
export async function removeContainersOf(runId: string): Promise<void> {
  const client = await engine();
  if (!client) return;
  const { dockerode } = client.container;
  const found = await dockerode.listContainers({
    all: true,
    filters: { label: [`${RUN_LABEL}=${runId}`] },
  });
  await Promise.all(
    found.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })),
  );
}

/** The same at the very end of this process, when nothing can be awaited any more. */
export function removeContainersNow(runId: string): void {
  try {
    const filter = ['ps', '-aq', '--filter', `label=${RUN_LABEL}=${runId}`];
    const ids = execFileSync('docker', filter, { encoding: 'utf8' }).split('\n').filter(Boolean);
    if (ids.length > 0) execFileSync('docker', ['rm', '-fv', ...ids], { stdio: 'ignore' });
  } catch {
    // No client program: the next run removes them.
  }
}

async function engine(): Promise<ContainerRuntimeClient | undefined> {
  switchReaperOff();
  // Loaded only here: half a second that nobody without Docker should pay.
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().catch(() => undefined);
}

async function withoutPresent(
  client: ContainerRuntimeClient,
  images: readonly string[],
): Promise<string[]> {
  const { ImageName } = await import('testcontainers');
  const missing: string[] = [];
  for (const image of images) {
    if (!(await client.image.exists(ImageName.fromString(image)))) missing.push(image);
  }
  return missing;
}

/** @returns why it failed, or undefined. */
async function pull(client: ContainerRuntimeClient, images: string[]): Promise<string | undefined> {
  const { ImageName } = await import('testcontainers');
  try {
    await Promise.all(images.map((image) => client.image.pull(ImageName.fromString(image))));
    return (await withoutPresent(client, images)).length > 0 ? 'pull' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'pull';
  }
}
