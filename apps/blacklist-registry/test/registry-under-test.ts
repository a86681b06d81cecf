import { Client } from 'pg';
import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Role } from '#bootstrap';
import { JWS_HEADER, type OrderIssued, type YichuEvent } from '#contracts';
import { signDetached, TrustedKeys, verifyDetached, type KeyOwner } from '#signing';
import {
  drain,
  FixedClock,
  RawTopics,
  type RawMessage,
  startTestService,
  topicsFor,
  type TestService,
} from '#testing';
import { AppModule } from '../src/app.module.js';
import type { ListingRequest } from '../src/api/listing.requests.js';
import { IdentityVault, type PersonIdentity } from '../src/storage/identity-vault.js';
import { registryMigrations } from '../src/storage/migrations/index.js';
import { TimerLoop } from '../src/timers/timer-loop.js';
import { COURT } from './listing-bodies.js';

/** Noon in China on the day on which the tests happen. */
export const NOW = new Date('2026-11-23T04:00:00.000Z');

export interface Answer {
  status: number;
  body: ObjectLiteral;
}

let started = 0;

/** One registry on a database and topics of its own, and what a test needs to talk to it. */
export class RegistryUnderTest {
  private constructor(
    private readonly service: TestService,
    private readonly topics: RawTopics,
    readonly clock: FixedClock,
  ) {}

  static async start(): Promise<RegistryUnderTest> {
    started += 1;
    const topicSuffix = await topicsFor(`registry-${started}`);
    const clock = new FixedClock(NOW);
    const service = await startTestService({
      name: 'blacklist-registry',
      migrations: registryMigrations,
      topicSuffix,
      clock,
      module: (config) =>
        AppModule.with({
          ...config,
          identityEncryptionKey: Buffer.alloc(32, 2),
          identityIndexKey: Buffer.alloc(32, 3),
          dormantAfterDays: 730,
        }),
    });
    return new RegistryUnderTest(service, await RawTopics.open(topicSuffix), clock);
  }

  /** Brings it back on the same database and topics. */
  restart(): Promise<void> {
    return this.service.restart();
  }

  /** Also as a pause: `restart` brings it back. */
  stop(): Promise<void> {
    return this.service.close();
  }

  get url(): string {
    return this.service.url;
  }

  as(role: Role, court?: string): Promise<string> {
    return this.service.token({ sub: `${role}-1`, role, ...(court && { court }) });
  }

  async post(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.request(
      'POST',
      path,
      token ?? (await this.as('officer', COURT)),
      JSON.stringify(body),
    );
  }

  async get(path: string, token?: string): Promise<Answer> {
    return this.request('GET', path, token ?? (await this.as('officer', COURT)));
  }

  /** As anybody, unless a token is given; with a body it is a POST. */
  async ask(path: string, token?: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.service.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'accept-language': 'en',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as ObjectLiteral };
  }

  /** Lists by HTTP and gives the listing's id. */
  async list(body: ListingRequest, court = COURT): Promise<string> {
    const { status, body: listing } = await this.post(
      '/v1/listings',
      body,
      await this.as('officer', court),
    );
    expect(status).toBe(201);
    return listing.id as string;
  }

  /** Puts an order on its topic, signed with the court's key unless another is named. */
  async send(
    order: OrderIssued,
    signer: KeyOwner = `court:${order.data.courtCode}`,
  ): Promise<Buffer> {
    const bytes = Buffer.from(JSON.stringify(order));
    await this.sendBytes(bytes, await this.signAs(signer, bytes), order.partitionkey);
    return bytes;
  }

  signAs(owner: KeyOwner, bytes: Buffer): Promise<string> {
    return signDetached(bytes, this.service.keys.of(owner));
  }

  async sendBytes(value: Buffer, jws: string | undefined, key: string): Promise<void> {
    const headers = jws ? { [JWS_HEADER]: jws } : {};
    await this.topics.send('repair-orders', [{ key, value, headers }]);
  }

  /** Sends, and waits until the registry has settled it. */
  async order(order: OrderIssued, signer?: KeyOwner): Promise<void> {
    await this.send(order, signer);
    await this.settle();
  }

  /** Until every message that was sent has been settled, and what follows from it is on Kafka. */
  settle(): Promise<void> {
    return drain(this.service);
  }

  /** A provider of the running service. */
  part<T>(type: new (...args: never[]) => T): T {
    return this.service.get(type);
  }

  /** Does all that is due by the clock. @returns how much that was. */
  runTimers(): Promise<number> {
    return this.service.get(TimerLoop).drain();
  }

  /** Events that left, or are about to, oldest first. */
  async sent(topic: 'order-outcomes' | 'listing-changes', key?: string): Promise<YichuEvent[]> {
    const rows = await this.rows(
      `SELECT payload FROM outbox WHERE aggregatetype = $1 AND aggregateid = coalesce($2, aggregateid) ORDER BY seq`,
      [topic, key ?? null],
    );
    return rows.map((row) => JSON.parse((row.payload as Buffer).toString('utf8')) as YichuEvent);
  }

  /** What really lies on the broker. */
  onKafka(topic: 'order-outcomes' | 'listing-changes'): Promise<RawMessage[]> {
    return this.topics.readAll(topic);
  }

  /** @throws unless a trusted key signed these bytes. */
  async signerOf(bytes: Buffer, jws: string | undefined): Promise<KeyOwner> {
    return (await verifyDetached(bytes, jws, this.service.get(TrustedKeys))).owner;
  }

  async rows(sql: string, parameters: unknown[] = []): Promise<ObjectLiteral[]> {
    return this.service.get(DataSource).query<ObjectLiteral[]>(sql, parameters);
  }

  /** As a Postgres that crashes or an administrator who is in a hurry. */
  async killConnections(): Promise<void> {
    const client = new Client({ connectionString: this.service.config.databaseUrl });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await client.end();
  }

  /** Somebody else's transaction, which commits when `work` is done. */
  async inTransaction(
    work: (run: (sql: string, parameters?: unknown[]) => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    await this.service
      .get(DataSource)
      .transaction((manager) => work((sql, parameters) => manager.query(sql, parameters)));
  }

  /** Opens a person's envelope as the registry would. */
  openIdentity(
    row: { identity_key_id: string; identity_ciphertext: Buffer },
    listingId: string,
  ): PersonIdentity {
    const sealed = { keyId: row.identity_key_id, ciphertext: row.identity_ciphertext };
    return this.service.get(IdentityVault).open(sealed, listingId);
  }

  private async request(
    method: string,
    path: string,
    token: string,
    body?: string,
  ): Promise<Answer> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: (await response.json()) as ObjectLiteral };
  }
}
