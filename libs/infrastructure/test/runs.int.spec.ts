import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#infrastructure';
import { isAlive } from '../src/processes.js';
import { queryOnce } from '../src/postgres-client.js';

interface Held {
  process: ChildProcess;
  runDir: string;
  adminUrl: string;
  pids: number[];
}

describe('a run', () => {
  const held: Held[] = [];

  afterAll(async () => {
    for (const run of held) await end(run, 'SIGTERM');
  });

  it('given SIGTERM, then its processes end, its folder goes, and it exits 0', async () => {
    const run = await hold();

    const code = await end(run, 'SIGTERM');

    expect({ code, alive: run.pids.filter(isAlive), folder: existsSync(run.runDir) }).toEqual({
      code: 0,
      alive: [],
      folder: false,
    });
  });

  it('given one killed and one alive, when the next starts, then it cleans up after the killed one only', async () => {
    const killed = await hold();
    const alive = await hold();
    await end(killed, 'SIGKILL');
    expect(killed.pids.every(isAlive)).toBe(true);

    const next = await hold();

    expect({ left: killed.pids.filter(isAlive), folder: existsSync(killed.runDir) }).toEqual({
      left: [],
      folder: false,
    });
    expect(alive.pids.every(isAlive)).toBe(true);
    for (const { adminUrl } of [alive, next])
      expect(await queryOnce(adminUrl, 'SELECT 1')).toHaveLength(1);
  });

  async function hold(): Promise<Held> {
    const program = join(
      projectRoot(),
      'dist/libs/infrastructure/test/programs/hold-infrastructure.js',
    );
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const run = { process: child, ...(JSON.parse(line) as Omit<Held, 'process'>) };
    held.push(run);
    return run;
  }

  async function end({ process }: Held, signal: NodeJS.Signals): Promise<number | null> {
    if (process.exitCode !== null || process.signalCode !== null) return process.exitCode;
    const exit = once(process, 'exit');
    process.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
});
