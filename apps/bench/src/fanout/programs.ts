import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectRoot, type Infrastructure } from '#infrastructure';
import { call } from '#stack';

const POLL_MS = 100;
const PATIENCE_MS = 10_000;

/**
 * Starts a receivers' program, `PORT ...NUMBERS`, which answers on 127.0.0.1 once it is up.
 * @returns where the bench talks to it.
 */
export async function startProgram(
  run: Infrastructure['run'],
  name: 'fanout/receiver' | 'soak/receivers',
  port: number,
  numbers: readonly number[],
): Promise<string> {
  const program = run.spawn({
    name: 'receiver',
    command: process.execPath,
    // The run's id is how the run knows the process as its own, and ends it.
    args: [programFile(name), ...[port, ...numbers].map(String), `--run=${run.id}`],
  });
  run.onStop(() => run.stopOne(program));
  const url = `http://127.0.0.1:${port}`;
  const end = performance.now() + PATIENCE_MS;
  while (!(await call(`${url}/healthz`).catch(() => undefined))) {
    if (performance.now() > end) throw new Error('The receiver did not start.');
    await pause(POLL_MS);
  }
  return url;
}

export interface BareRun {
  port: number;
  subscribers: number;
  requests: number;
  /** Requests before the clock starts. */
  warmUp: number;
}

/** Requests per second of a client that does nothing else. */
export async function bareRate(
  { port, subscribers, requests, warmUp }: BareRun,
  bodiesFile: string,
): Promise<number> {
  const numbers = [port, subscribers, requests, warmUp].map(String);
  const args = [programFile('fanout/bare-client'), ...numbers, bodiesFile];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

function programFile(name: string): string {
  return join(projectRoot(), 'dist/apps/bench/src', `${name}.js`);
}
