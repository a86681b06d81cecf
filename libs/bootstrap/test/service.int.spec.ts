import { Controller, Get, Injectable, Module, type DynamicModule } from '@nestjs/common';
import {
  DataSource,
  Entity,
  PrimaryColumn,
  Column,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { Clock, FixedClock, Public, ServiceModule, type ServiceConfig } from '#bootstrap';
import { databaseFor, eventually, startTestService, type TestService } from '#testing';
import { databaseOptions, openDatabase } from '../src/database/open-database.js';

class CreateThing1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Slow enough that a second instance meets it half done.
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query('CREATE TABLE thing (id text PRIMARY KEY, court_code text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thing');
  }
}

@Entity()
class ThingRow {
  @PrimaryColumn('text')
  id: string;

  @Column('text')
  courtCode: string;
}

/** A request that stays open until it is told to end. */
@Injectable()
class Polls {
  readonly started = Promise.withResolvers<void>();
}

@Public()
@Controller('v1')
class ThingsController {
  constructor(
    private readonly clock: Clock,
    private readonly polls: Polls,
  ) {}

  @Get('now')
  now(): { now: string } {
    return { now: this.clock.now().toISOString() };
  }

  @Get('poll')
  poll(): Promise<never> {
    this.polls.started.resolve();
    return new Promise(() => undefined);
  }
}

@Module({})
class TestModule {
  static with(config: ServiceConfig): DynamicModule {
    return {
      module: TestModule,
      imports: [
        ServiceModule.with({
          config,
          entities: [ThingRow],
          migrations: [CreateThing1790000000001],
        }),
      ],
      controllers: [ThingsController],
      providers: [Polls],
    };
  }
}

describe('a service', () => {
  const clock = new FixedClock(new Date('2026-03-02T01:00:00Z'));
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService({
      name: 'blacklist-registry',
      migrations: [],
      module: (config) => TestModule.with(config),
      clock,
    });
  });

  afterAll(() => service.close());

  async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(service.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('given it has started, then it is ready', async () => {
    await eventually(async () => (await get('/readyz')).status === 200);
    expect((await get('/readyz')).body).toEqual({ ready: true });
  });

  it('given its migrations, then they ran, and rows are named in snake_case', async () => {
    const things = service.get(DataSource).getRepository(ThingRow);
    await things.insert({ id: 'one', courtCode: '皖0104' });
    expect(await things.findOneBy({ courtCode: '皖0104' })).toMatchObject({ id: 'one' });
  });

  it('given a clock that a test holds, then business code sees its time', async () => {
    expect((await get('/v1/now')).body).toEqual({ now: '2026-03-02T01:00:00.000Z' });
    clock.advance(1000);
    expect((await get('/v1/now')).body).toEqual({ now: '2026-03-02T01:00:01.000Z' });
  });

  it('given parked messages, then operations see them and nobody else does', async () => {
    const ask = async (role: 'operations' | 'officer') => {
      const token = await service.token({ sub: 'someone', role, court: '皖0104' });
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${service.url}/v1/parked?limit=10`, { headers });
      return { status: response.status, body: await response.json() };
    };
    expect(await ask('operations')).toEqual({ status: 200, body: { data: [], next: null } });
    expect((await ask('officer')).status).toBe(403);
  });

  it.each([
    ['an unknown message', 'redrive', {}, 404],
    ['an unknown field', 'redrive', { force: true }, 422],
    ['an unknown message', 'discard', { reason: '已改正' }, 404],
    ['no reason', 'discard', {}, 422],
    ['a person’s number', 'discard', { reason: '340104190006150018 重复' }, 422],
    ['a NUL', 'discard', { reason: '已\0改正' }, 422],
  ])('given %s to %s, then nothing happens', async (_what, verb, body, status) => {
    const token = await service.token({ sub: 'someone', role: 'operations' });
    const response = await fetch(
      `${service.url}/v1/parked/prk_01KAPA00000000000000000000/${verb}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
    );
    expect(response.status).toBe(status);
  });

  it.each([
    ['operations', 'operations', { since: '2026-03-02T09:00:00+08:00' }, 200],
    ['an officer', 'officer', { since: '2026-03-02T09:00:00+08:00' }, 403],
    ['no time', 'operations', {}, 422],
  ] as const)(
    'given messages to send again, when asked by %s as %s with %p, then the answer is %i',
    async (_who, role, body, status) => {
      const token = await service.token({ sub: 'someone', role, court: '皖0104' });
      const response = await fetch(`${service.url}/v1/outbox/resend`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(status);
      if (response.ok) expect(await response.json()).toEqual({ resent: 0 });
    },
  );

  it.each(['prk_%00', 'lst_01KAPA00000000000000000000', 'x'])(
    'given %s for a parked message, then there is none',
    async (id) => {
      const token = await service.token({ sub: 'someone', role: 'operations' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: '{}' };
      expect((await fetch(`${service.url}/v1/parked/${id}/redrive`, init)).status).toBe(404);
    },
  );

  it('given somebody who holds locks and falls silent, then Postgres frees them', async () => {
    const [row] = await service
      .get(DataSource)
      .query<[{ limit: string }]>(
        `SELECT current_setting('idle_in_transaction_session_timeout') AS limit`,
      );
    expect(row.limit).toBe('30s');
  });

  it('given a request that waits, when the service stops, then it ends all the same', async () => {
    const poll = fetch(`${service.url}/v1/poll`).catch(() => 'cut off');
    await service.get(Polls).started.promise;
    await service.restart();
    expect(await poll).toBe('cut off');
    await eventually(async () => (await get('/readyz')).status === 200);
  });

  it('given two instances that start together, then one of them migrates', async () => {
    const url = await databaseFor('race', []);
    const options = databaseOptions(url, [ThingRow], [CreateThing1790000000001], 2);
    const opened = await Promise.all([openDatabase(options), openDatabase(options)]);
    expect(await opened[0].query('SELECT name FROM migrations')).toHaveLength(1);
    await Promise.all(opened.map((database) => database.destroy()));
  });
});
