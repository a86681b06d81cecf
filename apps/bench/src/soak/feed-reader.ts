import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { call } from '#stack';
import type { Read } from './evidence.js';

interface FeedPage {
  data: { offset: number; event: string }[];
  next: string;
}

const LIMIT = 200;
const WAIT_SECONDS = 5;
const RETRY_MS = 500;

/** Reads one feed from its start, page after page, from whichever publisher answers. */
export class FeedReader {
  readonly reads: Read[] = [];
  private cursor: string | undefined;
  private turn = 0;
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    readonly member: number,
    private readonly streamId: string,
    private readonly token: string,
    private readonly urls: readonly string[],
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Reads on until everything that is owed has been read, or for that long in vain. */
  async stopAt(count: number, boundMs: number): Promise<void> {
    const end = performance.now() + boundMs;
    while (this.reads.length < count && performance.now() < end) await pause(RETRY_MS);
    this.isStopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const page = await this.page().catch(() => undefined);
      if (page) this.take(page);
      else {
        this.turn++;
        await pause(RETRY_MS);
      }
    }
  }

  private page(): Promise<FeedPage> {
    const query = new URLSearchParams({
      limit: String(LIMIT),
      wait: String(WAIT_SECONDS),
      ...(this.cursor !== undefined && { after: this.cursor }),
    });
    const url = this.urls[this.turn % this.urls.length] ?? '';
    return call(`${url}/v1/streams/${this.streamId}/events?${query.toString()}`, {
      token: this.token,
    });
  }

  private take({ data, next }: FeedPage): void {
    for (const { offset, event } of data) {
      this.reads.push({
        member: this.member,
        offset,
        eventId: (JSON.parse(event) as { id: string }).id,
        hash: createHash('sha256').update(event).digest('base64url'),
      });
    }
    this.cursor = next;
  }
}
