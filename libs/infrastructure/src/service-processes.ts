import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Infrastructure } from './infrastructure.js';
import { logTail } from './log-tail.js';
import { projectRoot } from './project-root.js';
import { answersOk } from './probe.js';
import { text } from './texts.js';

const SECOND = 1000;
/** Code is compiled at its first call: the first decisions of a fresh process are a tenth quicker (measured with the demo). */
const NODE_FLAGS = ['--enable-source-maps', '--always-sparkplug'];
const START_TIME = 60 * SECOND;
const STOP_TIME = 8 * SECOND;
const LONGEST_PAUSE = 5 * SECOND;
const POLL_MS = 40;

/** A Node program of ours that serves HTTP. */
export interface ServiceCommand {
  name: string;
  /** From the checkout's root: `dist/apps/repair-decision/src/main.js`. */
  entry: string;
  port: number;
  /** On top of the inherited environment and `HOST`, `PORT`. */
  env: Record<string, string>;
  /** The path that answers 200 once the service may be used. */
  ready: '/readyz' | '/healthz';
}

interface Service {
  command: ServiceCommand;
  child: (ChildProcess & { pid: number }) | undefined;
  /** What we want it to be; a service that ends while wanted is started again. */
  isWanted: boolean;
  /** Whether it once was ready: one that never was has failed to start, and trying again would hide why. */
  wasReady: boolean;
  /** How long to wait before the next unasked start; grows while it keeps dying young. */
  pause: number;
}

/** The service processes of one run: each in a process of its own, started again when it dies, ended with the run. */
export class ServiceProcesses {
  private readonly services = new Map<string, Service>();

  constructor(
    private readonly infrastructure: Infrastructure,
    private readonly report: (line: string) => void = () => undefined,
  ) {
    infrastructure.run.onStop(() => this.stopAll());
  }

  /**
   * Starts a service and waits until it is ready.
   * @throws with the end of its log when it ends or is not ready within a minute.
   */
  async start(command: ServiceCommand): Promise<void> {
    const service: Service = {
      command,
      child: undefined,
      isWanted: true,
      wasReady: false,
      pause: 0,
    };
    this.services.set(command.name, service);
    this.spawn(service);
    await this.ready(command.name);
  }

  /** Process ids by name; a service that is just being started again is missing. */
  pids(): Record<string, number> {
    const running = [...this.services].filter(([, { child }]) => child !== undefined);
    return Object.fromEntries(running.map(([name, { child }]) => [name, child?.pid ?? 0]));
  }

  /** Waits until a service answers that it is ready. */
  async ready(name: string): Promise<void> {
    const service = this.find(name);
    const { port, ready } = service.command;
    const deadline = performance.now() + START_TIME;
    while (!(await answersOk(`http://127.0.0.1:${port}${ready}`))) {
      const hasFailed = !service.wasReady && service.child === undefined;
      if (hasFailed || performance.now() > deadline) {
        throw new Error(
          `${name} did not become ready.\n${logTail(this.infrastructure.run.logFile(name))}`,
        );
      }
      await wait(POLL_MS);
    }
    service.wasReady = true;
  }

  /** Ends a service as `signal` says and starts it again on its port: SIGKILL is the crash of a test. */
  async restart(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.stop(name, signal);
    const service = this.find(name);
    service.isWanted = true;
    this.spawn(service);
    await this.ready(name);
  }

  /** Ends one service and leaves it ended. */
  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const service = this.find(name);
    service.isWanted = false;
    const { child } = service;
    if (!child) return;
    if (signal !== 'SIGTERM') child.kill(signal);
    await this.infrastructure.run.stopOne(child, STOP_TIME);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.services.keys()].map((name) => this.stop(name)));
  }

  private spawn(service: Service): void {
    const { run } = this.infrastructure;
    const { name, entry, port, env } = service.command;
    const child = run.spawn({
      name,
      command: process.execPath,
      args: [...NODE_FLAGS, join(projectRoot(), entry), `--run=${run.id}`],
      env: { HOST: '127.0.0.1', PORT: String(port), ...env },
    });
    service.child = child;
    const started = performance.now();
    child.once('exit', (code, signal) => {
      service.child = undefined;
      if (!service.isWanted || !service.wasReady || run.isStopping) return;
      this.report(text('service-restarted', { name, why: signal ?? `exit ${code}` }));
      const diedYoung = performance.now() - started < LONGEST_PAUSE;
      service.pause = diedYoung ? Math.min(LONGEST_PAUSE, service.pause * 2 + POLL_MS) : 0;
      void this.startAgain(service);
    });
  }

  private async startAgain(service: Service): Promise<void> {
    await wait(service.pause);
    if (service.isWanted && !service.child && !this.infrastructure.run.isStopping)
      this.spawn(service);
  }

  private find(name: string): Service {
    const service = this.services.get(name);
    if (!service) throw new Error(`There is no service ${name} in this run.`);
    return service;
  }
}
