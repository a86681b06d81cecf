import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '#infrastructure';

/** The demo as a child process, its output line by line. */
export class DemoProcess {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  /** Its exit code, once it and its output have ended. */
  readonly exitCode: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly first = Promise.withResolvers<string>();

  constructor(args: string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(
      process.execPath,
      [join(projectRoot(), 'dist/apps/demo/src/main.js'), ...args],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.follow('stdout', (line) => this.first.resolve(line));
    this.follow('stderr');
    this.exitCode = once(this.child, 'close').then(([code]) => {
      this.first.reject(new Error(`The demo ended with ${code}:\n${this.stderr.join('\n')}`));
      return code as number | null;
    });
    this.first.promise.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for the first line on stdout. @throws with all of stderr when the process ends before. */
  firstLine(): Promise<string> {
    return this.first.promise;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private follow(name: 'stdout' | 'stderr', onLine?: (line: string) => void): void {
    const input = this.child[name];
    if (!input) throw new Error(`The demo was started without ${name}.`);
    createInterface({ input }).on('line', (line) => {
      this[name].push(line);
      onLine?.(line);
    });
  }
}
