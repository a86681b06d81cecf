import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Clock } from '#bootstrap';
import type { EventsByTopic, ListingsImported } from '#contracts';
import type { Infrastructure } from '#infrastructure';
import { UnitOfWork } from '#messaging';
import { signDetached, type KeyOwner, type Role } from '#signing';
import { drain, eventually, startTestService, type TestService } from '#testing';
import { AppModule } from '../src/app.module.js';
import type { PublisherConfig } from '../src/config.js';
import type { Change } from '../src/domain/change.js';
import type { Contract } from '../src/domain/contract.js';
import { publisherMigrations } from '../src/storage/migrations/index.js';
import { FeedWaiters } from '../src/use-cases/feed-waiters.js';
import { ProjectImport } from '../src/use-cases/project-import.js';
import { TakeInChanges, type TakenIn } from '../src/use-cases/take-in-changes.js';

type Announced = EventsByTopic['listing-changes'];

export interface Answer {
  status: number;
  body: ObjectLiteral;
}

export interface EnabledSubscriber {
  id: string;
  token: string;
}

/** One publisher on a database and topics of its own, and what a test needs to talk to it. */
export class PublisherUnderTest {
  private constructor(readonly service: TestService) {}

  static async start(
    clock?: Clock,
    settings: Partial<PublisherConfig> = {},
    /** Of the test's own, when it stops servers. */
    infrastructure?: Infrastructure,
  ): Promise<PublisherUnderTest> {
    const service = await startTestService({
      name: 'outbound-publisher',
      migrations: publisherMigrations,
      module: (config) =>
        AppModule.with({
          ...config,
          privateNetworks: ['127.0.0.0/8'],
          secretsKey: Buffer.alloc(32, 9),
          ...settings,
        }),
      ...(clock && { clock }),
      ...(infrastructure && { infrastructure }),
    });
    return new PublisherUnderTest(service);
  }

  stop(): Promise<void> {
    return this.service.close();
  }

  async enable(contract: Partial<Contract> = {}): Promise<EnabledSubscriber> {
    const { status, body } = await this.post('/v1/subscribers', {
      name: 'Example platform',
      type: 'COMMERCIAL_CREDIT_PLATFORM',
      contract: {
        scope: {},
        lookup: { urlTemplate: 'http://127.0.0.1:9/lookup?ref={listingRef}' },
        probe: { consent: true, settleSeconds: 1 },
        deadline: { workingDays: 3 },
        independentSource: false,
        ...contract,
      },
    });
    expect(status).toBe(201);
    return body as EnabledSubscriber;
  }

  /** Opens a stream and gives what was answered; a webhook needs its address. */
  async open(subscriberId: string, url?: string): Promise<ObjectLiteral> {
    const { status, body } = await this.post(
      `/v1/subscribers/${subscriberId}/streams`,
      url ? { channel: 'webhook', url } : { channel: 'feed' },
    );
    expect(status).toBe(201);
    return body;
  }

  async setStatus(streamId: string, status: string): Promise<void> {
    const answer = await this.post(`/v1/streams/${streamId}/status`, { status });
    expect(answer).toEqual({ status: 200, body: { id: streamId, status } });
  }

  /** The registry announces changes: over Kafka, signed with its key, until they are settled. */
  announce(...changes: Announced[]): Promise<void> {
    return this.announceAs('registry', ...changes);
  }

  /** The same by somebody else, who may not. */
  async announceAs(owner: KeyOwner, ...changes: Announced[]): Promise<void> {
    const signWith = this.service.keys.of(owner);
    await this.service.get(UnitOfWork).run(async (tx) => {
      for (const event of changes) await tx.publish({ topic: 'listing-changes', event, signWith });
    });
    await this.settle();
  }

  /** Takes a change in as the consumer does, without a broker between. */
  async takeIn(event: Change): Promise<TakenIn> {
    const [result] = await this.takeInTogether([event]);
    if (!result) throw new Error('A change that was taken in has a result.');
    return result;
  }

  /** The same for several in one transaction. */
  async takeInTogether(events: readonly Change[]): Promise<TakenIn[]> {
    const key = this.service.keys.of('registry');
    const signed = await Promise.all(
      events.map(async (event) => {
        const bytes = Buffer.from(JSON.stringify(event));
        return { event, bytes, jws: await signDetached(bytes, key) };
      }),
    );
    return this.service.get(UnitOfWork).run((tx) => {
      const { traceparent } = tx;
      const arrived = signed.map((each) => ({ ...each, traceparent }));
      return this.service.get(TakeInChanges).run(tx, arrived);
    });
  }

  /** Takes a chunk of a court's whole list in, likewise. */
  project(event: ListingsImported): Promise<void> {
    return this.service.get(UnitOfWork).run((tx) => this.service.get(ProjectImport).run(tx, event));
  }

  /** Until that many long polls wait. */
  async readersWaiting(count: number): Promise<void> {
    await eventually(() => this.service.get(FeedWaiters).count === count);
  }

  settle(): Promise<void> {
    return drain(this.service);
  }

  async obligations(query = ''): Promise<ObjectLiteral[]> {
    const { status, body } = await this.get(`/v1/obligations${query}`);
    expect(status).toBe(200);
    return body.data as ObjectLiteral[];
  }

  rows(sql: string, parameters: unknown[] = []): Promise<ObjectLiteral[]> {
    return this.service.get(DataSource).query<ObjectLiteral[]>(sql, parameters);
  }

  as(role: Role): Promise<string> {
    const court = role === 'officer' || role === 'judge' ? { court: '皖0104' } : {};
    return this.service.token({ sub: `${role}-1`, role, ...court });
  }

  async post(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.request('POST', path, token, JSON.stringify(body));
  }

  async patch(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.request('PATCH', path, token, JSON.stringify(body));
  }

  async get(path: string, token?: string, signal?: AbortSignal): Promise<Answer> {
    return this.request('GET', path, token, undefined, signal);
  }

  private async request(
    method: string,
    path: string,
    token?: string,
    body?: string,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token ?? (await this.as('operations'))}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    });
    return { status: response.status, body: (await response.json()) as ObjectLiteral };
  }
}
