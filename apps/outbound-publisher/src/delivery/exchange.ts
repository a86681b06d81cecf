import type { Dispatcher } from 'undici';

/** How much an exchange may take; the time is on the clock of `performance.now()`. */
export interface ExchangeBounds {
  deadline: number;
  /** What is read of the answer; more than that ends the connection. */
  maxBytes: number;
  /** How much of what is read is kept. */
  keepBytes: number;
  /** Asked when the connection stands and the first byte is about to go. */
  mayStart?: (() => boolean) | undefined;
}

/** Why an exchange was given up by us. */
export type GivenUp = 'timeout' | 'interrupted';

/**
 * One request and its answer, written for speed: undici's own callbacks, without a stream, a timer or an
 * abort signal per request. It ends once, and a status that has arrived counts, whatever becomes of the
 * body. The old form of undici's callbacks is used because the new one parses every header of every
 * answer, of which we need two.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Null: nothing has been answered. */
  status: number | null = null;
  tooLarge = false;
  /** The answer ended as its sender meant it to. */
  complete = false;
  error: Error | null = null;
  givenUp: GivenUp | null = null;
  private ended = false;
  private headers: Buffer[] = [];
  private first: Buffer | null = null;
  private rest: Buffer[] | null = null;
  private size = 0;
  private abort: ((error?: Error) => void) | null = null;

  constructor(
    readonly bounds: ExchangeBounds,
    readonly stopping: AbortSignal | null,
    private readonly done: (exchange: Exchange) => void,
  ) {}

  /** Ends it from our side; what has not been sent yet never will be. */
  giveUp(why: GivenUp): void {
    if (this.ended) return;
    this.givenUp = why;
    this.end();
    this.abort?.();
  }

  fail(error: Error): void {
    if (this.ended) return;
    this.error = error;
    this.end();
  }

  header(name: string): string | null {
    const { headers } = this;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const key = headers[i];
      if (key?.length === name.length && key.toString('latin1').toLowerCase() === name) {
        return headers[i + 1]?.toString('latin1') ?? null;
      }
    }
    return null;
  }

  /** What was kept of the body. */
  get body(): Buffer {
    if (!this.first) return Buffer.alloc(0);
    return this.rest ? Buffer.concat([this.first, ...this.rest]) : this.first;
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abort = abort;
    if (!this.ended && this.bounds.mayStart?.() === false) this.giveUp('interrupted');
    else if (this.ended) abort();
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    // 1xx are announcements: the answer is yet to come.
    if (status >= 200) {
      this.status = status;
      this.headers = headers;
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.ended) return true;
    this.keep(chunk, this.bounds.keepBytes - this.size);
    this.size += chunk.length;
    if (this.size <= this.bounds.maxBytes) return true;
    this.tooLarge = true;
    this.end();
    this.abort?.();
    return true;
  }

  onComplete(): void {
    this.complete = true;
    this.end();
  }

  onError(error: Error): void {
    this.fail(error);
  }

  private keep(chunk: Buffer, room: number): void {
    if (room <= 0) return;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    if (!this.first) this.first = kept;
    else (this.rest ??= []).push(kept);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.done(this);
  }
}
