import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { RenderJob, RenderResult } from './render-worker.js';
import type { Paper, TypesetPaper } from './typesetting/block.js';

interface Waiting {
  resolve: (typeset: TypesetPaper) => void;
  reject: (error: Error) => void;
}

/** Makes papers on a thread of their own, which is started with the first and keeps its fonts. */
@Injectable()
export class PaperRenderer implements OnApplicationShutdown {
  private readonly logger = new Logger('documents');
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null = null;
  private jobs = 0;

  render(paper: Paper): Promise<TypesetPaper> {
    this.worker ??= this.start();
    this.jobs += 1;
    const job: RenderJob = { id: this.jobs, paper };
    return new Promise((resolve, reject) => {
      this.waiting.set(job.id, { resolve, reject });
      this.worker?.postMessage(job);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(workerFile());
    // An idle thread keeps no process alive.
    worker.unref();
    worker.on('message', (result: RenderResult) => this.settle(result));
    worker.on('error', (err: Error) => this.logger.error({ msg: 'renderer.failed', err }));
    worker.on('exit', () => this.failAll());
    return worker;
  }

  private settle(result: RenderResult): void {
    const waiting = this.waiting.get(result.id);
    this.waiting.delete(result.id);
    if (result.ok) return waiting?.resolve(result.typeset);
    waiting?.reject(new Error(result.message));
  }

  /** The thread died with its work: whoever waits may ask again, and the next one starts a new thread. */
  private failAll(): void {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error('the renderer ended'));
    this.waiting.clear();
  }
}

/** Threads run compiled code; under test this file is source, and what was compiled lies in dist. */
function workerFile(): URL {
  const here = import.meta.url;
  const compiled = here.endsWith('.ts')
    ? here.replace(/\/apps\/(?=repair-decision\/)/, '/dist/apps/')
    : here;
  return new URL('./render-worker.js', compiled);
}
