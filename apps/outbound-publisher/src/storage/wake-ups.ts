import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Client, type Notification } from 'pg';
import { SERVICE_CONFIG, type ServiceConfig } from '#bootstrap';

/** The subscribers who were told something; `all` where they are too many to name, or some may have been missed. */
export type Woken = readonly string[] | 'all';

const CHANNEL = 'yichu_taken_in';
/** A burst of commits is announced once at its start, and then this often. */
const PAUSE_MS = 20;
/** A notification takes less than 8,000 bytes, and an id with its comma has 31. */
const MOST_NAMED = 250;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2_000;

/**
 * Tells the publisher's other processes that something was committed for these subscribers: a hint by
 * Postgres' NOTIFY, on a connection of its own and outside every transaction of ours, because a
 * transaction that notifies waits for all others that do. Lost while the connection is; everybody who
 * listens polls as well.
 */
@Injectable()
export class WakeUps implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WakeUps.name);
  private readonly listeners = new Set<(woken: Woken) => void>();
  private readonly stopped = new AbortController();
  private client: Client | undefined;
  private running: Promise<void> | undefined;
  private pending = new Set<string>();
  private announcing = false;

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /** Other processes' announcements are heard: a poll can be rare. */
  get isListening(): boolean {
    return this.client !== undefined;
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** Something was committed for them. Cheap: a burst is announced as one. */
  announce(subscriberIds: Iterable<string>): void {
    for (const id of subscriberIds) this.pending.add(id);
    if (this.pending.size > 0 && !this.announcing && this.client) void this.sendPending();
  }

  /** Hears what other processes announce; never this one's own. @returns how to stop. */
  onWake(listener: (woken: Woken) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async sendPending(): Promise<void> {
    this.announcing = true;
    while (this.pending.size > 0 && this.client) {
      const named = this.pending;
      this.pending = new Set();
      const payload = named.size > MOST_NAMED ? '' : [...named].join();
      try {
        await this.client.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]);
        await delay(PAUSE_MS, undefined, { signal: this.stopped.signal });
      } catch {
        // Only a hint, and the connection is made again by itself.
      }
    }
    this.pending.clear();
    this.announcing = false;
  }

  private async run(): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!this.stopped.signal.aborted) {
      try {
        await this.listenUntilLost(() => (backoff = FIRST_BACKOFF_MS));
      } catch (err) {
        this.logger.warn({ msg: 'wake-ups of other processes are not heard', err });
      }
      await delay(backoff, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
    }
  }

  private async listenUntilLost(onListening: () => void): Promise<void> {
    const client = new Client({ connectionString: this.config.databaseUrl, keepAlive: true });
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    this.stopped.signal.addEventListener('abort', () => resolve(), { once: true });
    client.on('notification', (notification) => this.hear(client, notification));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
      onListening();
      // Nobody knows what was announced while we were away.
      this.tell('all');
      await lost;
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private hear(client: Client, { processId, payload }: Notification): void {
    if (processId === processIdOf(client)) return;
    this.tell(payload ? payload.split(',') : 'all');
  }

  private tell(woken: Woken): void {
    for (const listener of this.listeners) listener(woken);
  }
}

/** pg keeps the backend's process id, and its types do not say so. */
function processIdOf(client: Client): number | undefined {
  return (client as Client & { processID?: number }).processID;
}
