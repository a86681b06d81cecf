import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { inheritedEnvironment } from './config.js';
import { removeContainersNow, removeContainersOf } from './docker/engine.js';
import {
  crashProcess,
  killProcess,
  startOf,
  stopProcess,
  waitUntilEnded,
  type StartedProcess,
} from './processes.js';

const SECOND = 1000;
/** Data of a run is thrown away, so nobody needs long to end. */
const PATIENCE = 4 * SECOND;
const RECORD = 'run.json';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a later run must know to clean up after this one, should it crash. */
export interface RunRecord {
  purpose: string;
  owner: { pid: number; start: string };
  processes: StartedProcess[];
  /** Whether it started containers: they carry its id as a label. */
  containers: boolean;
  /** Folders outside the run's own, such as a data folder that an unprivileged user can reach. */
  folders: string[];
}

export interface Command {
  name: string;
  command: string;
  /** One of them must carry the run's id: that is how a later run knows the process again. */
  args: string[];
  env?: Record<string, string>;
  user?: { uid: number; gid: number };
  signal?: NodeJS.Signals;
}

/** One run of demo, tests, dev or bench: its folder, and all that it started. */
export class Run {
  readonly id = runId();
  readonly dir: string;
  readonly logsDir: string;
  private readonly record: RunRecord;
  private readonly steps: (() => Promise<void>)[] = [];
  private stopping: Promise<void> | undefined;

  constructor(home: string, purpose: string) {
    this.dir = join(home, 'runs', this.id);
    this.logsDir = join(
      home,
      'logs',
      `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${purpose}-${this.id}`,
    );
    const owner = { pid: process.pid, start: startOf(process.pid) ?? '' };
    this.record = { purpose, owner, processes: [], containers: false, folders: [] };
    // The record is there before the folder has its name: a clean-up never sees a folder without one.
    const unborn = join(home, 'runs', `.${this.id}`);
    mkdirSync(unborn, { recursive: true });
    writeFileSync(join(unborn, RECORD), JSON.stringify(this.record));
    renameSync(unborn, this.dir);
    process.once('exit', this.killAll);
  }

  /** Starts a process in a group of its own, so that a Ctrl-C reaches it only through `stop`; its output goes to a file. */
  spawn({
    name,
    command,
    args,
    env,
    user,
    signal = 'SIGTERM',
  }: Command): ChildProcess & { pid: number } {
    if (this.stopping) throw new Error(`The run is ending; ${name} is not started.`);
    mkdirSync(this.logsDir, { recursive: true });
    const log = openSync(this.logFile(name), 'a');
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...inheritedEnvironment(), ...env },
      cwd: user ? '/' : this.dir,
      ...user,
    });
    closeSync(log);
    if (child.pid === undefined) {
      // The reason comes as an event; the caller waits for readiness and would miss it.
      child.once('error', () => undefined);
      throw new Error(`${name} could not be started: ${command} cannot be run.`);
    }
    this.record.processes.push({ name, pid: child.pid, marker: this.id, signal });
    this.save();
    const { pid } = child;
    child.once('exit', () => this.forget(pid));
    return child as ChildProcess & { pid: number };
  }

  logFile(name: string): string {
    return join(this.logsDir, `${name}.log`);
  }

  usesContainers(): void {
    this.record.containers = true;
    this.save();
  }

  keepFolder(path: string): void {
    this.record.folders.push(path);
    this.save();
  }

  async stopOne(child: { pid: number }, patienceMs = PATIENCE): Promise<void> {
    const started = this.record.processes.find(({ pid }) => pid === child.pid);
    if (started) await stopProcess(started, patienceMs);
  }

  /** Ends a process as a crash would, with SIGKILL; resolves when it and its children have ended. */
  async killOne(child: { pid: number }): Promise<void> {
    const started = this.record.processes.find(({ pid }) => pid === child.pid);
    if (started) await crashProcess(started, PATIENCE);
  }

  /** Steps run in reverse order when the run stops, before its processes are ended. */
  onStop(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /** Ends everything that the run started and removes its folder; safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Ends the run, then this process, on Ctrl-C, SIGTERM or a closed terminal. */
  stopOnSignals(exitCode?: number): void {
    for (const signal of SIGNALS) {
      const handler = (): void => {
        void this.stop().finally(() => process.exit(exitCode ?? 128 + constants.signals[signal]));
      };
      process.on(signal, handler);
      this.onStopped.push(() => process.off(signal, handler));
    }
  }

  private readonly onStopped: (() => void)[] = [];

  private async stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.reverse()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    await Promise.all(this.record.processes.map((started) => stopProcess(started, PATIENCE)));
    if (this.record.containers) await removeContainersOf(this.id);
    this.removeFolders();
    process.off('exit', this.killAll);
    for (const step of this.onStopped) step();
    if (failures.length > 0) throw new AggregateError(failures, 'The run did not stop cleanly.');
  }

  private readonly killAll = (): void => {
    for (const started of this.record.processes) killProcess(started);
    if (this.record.containers) removeContainersNow(this.id);
    waitUntilEnded(this.record.processes);
    this.removeFolders();
  };

  /** The record goes last: what could not be removed is found by the next run. */
  private removeFolders(): void {
    for (const path of this.record.folders) remove(path);
    for (const name of readdirSync(this.dir)) if (name !== RECORD) remove(join(this.dir, name));
    remove(this.dir);
  }

  private forget(pid: number): void {
    this.record.processes = this.record.processes.filter((started) => started.pid !== pid);
    if (!this.stopping) this.save();
  }

  private save(): void {
    const path = join(this.dir, RECORD);
    writeFileSync(`${path}.new`, JSON.stringify(this.record));
    renameSync(`${path}.new`, path);
  }
}

function remove(path: string): void {
  // A process that was just killed may still be writing there.
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Short, and safe in names of databases, topics and folders. */
function runId(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  return `r${Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')}`;
}
