import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Role } from '#bootstrap';
import { JWS_HEADER, type Basis, type OrderIssued, type Topic, type YichuEvent } from '#contracts';
import { OutboxRelay } from '#messaging';
import { signDetached, type KeyOwner } from '#signing';
import {
  drain,
  FixedClock,
  RawTopics,
  startTestService,
  topicsFor,
  type RawMessage,
  type TestService,
} from '#testing';
import { AppModule } from '../src/app.module.js';
import type { DocumentSettings } from '../src/document-settings.js';
import { PaperSettings } from '../src/paper-settings.js';
import type { RuleSettings } from '../src/rules/rule-settings.js';
import { decisionMigrations } from '../src/storage/migrations/index.js';
import { CommitmentWatch } from '../src/watch/commitment-watch.js';
import { Watchdog } from '../src/watch/watchdog.js';
import { COURT, JUDGE, NOON, OFFICER, PRESIDENT } from './domain-cases.js';
import { ListingServer } from './listing-server.js';
import { acceptedAs, appliedAs } from './outcome-events.js';

export interface Answer {
  status: number;
  body: ObjectLiteral;
  headers: Headers;
}

/** An approved decision with the order that went out. */
export interface Issued {
  decisionId: string;
  order: OrderIssued;
  /** `sha256:<hex>` of the order's bytes. */
  digest: string;
}

const SECOND = 1000;
/** Longer than a busy machine needs, so that only a test of the timeout meets it. */
const PATIENT = 20 * SECOND;
/** Small numbers, so that a test meets them with little. */
const TEST_PAPERS = new PaperSettings(2 * 1024 * 1024, 6, 3, 6);
let started = 0;

/** One decision service on a database and topics of its own, with a registry to ask. */
export class DecisionUnderTest {
  private constructor(
    private readonly service: TestService,
    private readonly topics: RawTopics,
    readonly registry: ListingServer,
    readonly clock: FixedClock,
    /** Folder of the object store. */
    readonly objects: string,
  ) {}

  static async start(
    registryTimeoutMs = PATIENT,
    documents?: DocumentSettings,
    rules?: RuleSettings,
  ): Promise<DecisionUnderTest> {
    started += 1;
    const topicSuffix = await topicsFor(`decision-${started}`);
    const registry = await ListingServer.start();
    const clock = new FixedClock(NOON);
    const objects = await mkdtemp(join(tmpdir(), 'yichu-objects-'));
    const service = await startTestService({
      name: 'repair-decision',
      migrations: decisionMigrations,
      topicSuffix,
      clock,
      module: (config) =>
        AppModule.with({
          ...config,
          registryUrl: registry.url,
          registryTimeoutMs,
          objectStore: { kind: 'folder', folder: objects },
          papers: TEST_PAPERS,
          ...(documents && { documents }),
          ...(rules && { rules }),
        }),
    });
    return new DecisionUnderTest(
      service,
      await RawTopics.open(topicSuffix),
      registry,
      clock,
      objects,
    );
  }

  async stop(): Promise<void> {
    await this.pause();
    await this.registry.stop();
    await rm(this.objects, { recursive: true, force: true });
  }

  get url(): string {
    return this.service.url;
  }

  /** `restart` brings it back on the same database and topics. */
  pause(): Promise<void> {
    return this.service.close();
  }

  restart(): Promise<void> {
    return this.service.restart();
  }

  /** From here on nothing is published: as if the process died right after each commit. */
  dieBeforePublishing(): Promise<void> {
    return this.service.get(OutboxRelay).stop();
  }

  as(role: Role, court?: string, sub = `${role}-1`): Promise<string> {
    return this.service.token({ sub, role, ...(court && { court }) });
  }

  officer(): Promise<string> {
    return this.as('officer', COURT, OFFICER.sub);
  }

  judge(): Promise<string> {
    return this.as('judge', COURT, JUDGE.sub);
  }

  president(): Promise<string> {
    return this.as('president', COURT, PRESIDENT.sub);
  }

  async post(path: string, body: unknown, token?: string): Promise<Answer> {
    return this.request('POST', path, token ?? (await this.officer()), JSON.stringify(body));
  }

  async get(path: string, token?: string): Promise<Answer> {
    return this.request('GET', path, token ?? (await this.officer()));
  }

  /** Files an application and gives its id. */
  async apply(
    basis: Basis = 'P_EARLY',
    listingId = this.registry.list(),
    more: object = {},
  ): Promise<string> {
    const { status, body } = await this.post('/v1/applications', {
      ...anApplicationBody(listingId, basis),
      ...more,
    });
    expect(status).toBe(201);
    return body.id as string;
  }

  /** Takes a step on an application. */
  step(applicationId: string, step: string, body: object = {}, token?: string): Promise<Answer> {
    return this.post(`/v1/applications/${applicationId}/${step}`, body, token);
  }

  async application(id: string): Promise<ObjectLiteral> {
    const { status, body } = await this.get(`/v1/applications/${id}`);
    expect(status).toBe(200);
    return body;
  }

  /** Drafts a decision and gives its id. */
  async draft(applicationId: string, more: object = {}): Promise<string> {
    const path = `/v1/applications/${applicationId}/decision`;
    const { status, body } = await this.post(path, { ...aDraftBody(), ...more });
    expect(status).toBe(201);
    return body.id as string;
  }

  async approve(decisionId: string, token?: string): Promise<Answer> {
    return this.post(`/v1/decisions/${decisionId}/approve`, {}, token ?? (await this.judge()));
  }

  async show(decisionId: string): Promise<ObjectLiteral> {
    const { status, body } = await this.get(`/v1/decisions/${decisionId}`);
    expect(status).toBe(200);
    return body;
  }

  /** From application to the order on its way. */
  async issue(basis: Basis = 'P_EARLY', listingId = this.registry.list()): Promise<Issued> {
    const decisionId = await this.draft(await this.apply(basis, listingId));
    expect((await this.approve(decisionId)).status).toBe(200);
    return this.issued(decisionId);
  }

  /** From application to a change that was applied and accepted. */
  async complete(basis: Basis = 'P_EARLY', listingId?: string): Promise<Issued> {
    const issued = await this.issue(basis, listingId);
    await this.hear('registry', appliedAs(issued.order, 2));
    await this.hear('publisher', acceptedAs(issued.order, 2, 4));
    return issued;
  }

  async issued(decisionId: string): Promise<Issued> {
    const [row] = await this.rows(
      `SELECT payload FROM outbox WHERE aggregatetype = 'repair-orders'
        AND convert_from(payload, 'UTF8')::json->>'correlationid' = $1`,
      [decisionId],
    );
    const bytes = row?.payload as Buffer;
    const order = JSON.parse(bytes.toString('utf8')) as OrderIssued;
    return { decisionId, order, digest: digestOf(bytes) };
  }

  /** Another service's event arrives, and is settled. */
  async hear(signer: KeyOwner, ...events: YichuEvent[]): Promise<void> {
    for (const event of events) {
      const value = Buffer.from(JSON.stringify(event));
      const headers = { [JWS_HEADER]: await signDetached(value, this.service.keys.of(signer)) };
      const topic = signer === 'registry' ? 'order-outcomes' : 'delivery-outcomes';
      await this.topics.send(topic, [{ key: event.partitionkey, value, headers }]);
    }
    await this.settle();
  }

  settle(): Promise<void> {
    return drain(this.service);
  }

  /** What is on a topic, as a stranger would read it. */
  readAll(topic: Topic): Promise<RawMessage[]> {
    return this.topics.readAll(topic);
  }

  /** Has the watchdog look now. */
  watch(): Promise<void> {
    return this.service.get(Watchdog).look();
  }

  /** A part of the running service. */
  part<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.service.get(type);
  }

  /** Stops what reads the database by itself, so that every statement after it is a request's. */
  async rest(): Promise<void> {
    await this.dieBeforePublishing();
    await this.service.get(Watchdog).beforeApplicationShutdown();
    await this.service.get(CommitmentWatch).beforeApplicationShutdown();
  }

  rows(sql: string, parameters: unknown[] = []): Promise<ObjectLiteral[]> {
    return this.service.get(DataSource).query<ObjectLiteral[]>(sql, parameters);
  }

  async ledger(subject: string): Promise<string[]> {
    const rows = await this.rows(`SELECT action FROM ledger WHERE subject = $1 ORDER BY seq`, [
      subject,
    ]);
    return rows.map(({ action }) => action as string);
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
    const { status, headers } = response;
    const text = await response.text();
    const isJson = headers.get('content-type')?.includes('json');
    return { status, headers, body: (isJson ? JSON.parse(text) : { text }) as ObjectLiteral };
  }
}

export function anApplicationBody(listingId: string, basis: Basis = 'P_EARLY') {
  return {
    listingId,
    initiator: 'DEBTOR',
    basis,
    triggeredAt: '2026-11-20T01:00:00Z',
    facts: '已付清拖欠工资 8,182 元',
  };
}

export function aDraftBody() {
  return {
    outcome: 'GRANT',
    reasons: '已主动履行全部法定义务',
    openCases: {
      found: false,
      source: '执行案件流程信息管理系统',
      queriedAt: '2026-11-23T03:00:00Z',
    },
  };
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
