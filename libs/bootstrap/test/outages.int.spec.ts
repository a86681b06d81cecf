import { Controller, Module, type DynamicModule } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { newId, type OrderIssued } from '#contracts';
import { ServiceModule, type ServiceConfig } from '#bootstrap';
import type { Infrastructure } from '#infrastructure';
import { done, On, UnitOfWork, type Consumed, type Outcome } from '#messaging';
import { drain, eventually, ownInfrastructure, startTestService, type TestService } from '#testing';

const SECOND = 1000;
/** What the issue promises of readiness, either way. */
const WITHIN_MS = 15 * SECOND;

class CreateEffect1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE effect (seq bigserial, order_no int NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effect');
  }
}

@Controller()
class OnOrder {
  @On('repair-orders', 'order.issued.v1')
  async handle(@Payload() event: OrderIssued, @Ctx() { tx }: Consumed): Promise<Outcome> {
    await tx.manager.query('INSERT INTO effect (order_no) VALUES ($1)', [event.data.orderNo]);
    return done();
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
          entities: [],
          migrations: [CreateEffect1790000000001],
          consumes: ['repair-orders'],
        }),
      ],
      controllers: [OnOrder],
    };
  }
}

describe('a service whose servers go away and come back', () => {
  let infrastructure: Infrastructure;
  let service: TestService;
  let orderNo = 0;

  beforeAll(async () => {
    infrastructure = await ownInfrastructure();
    await keepWhatIsCommitted(infrastructure.postgres.adminUrl);
    service = await startTestService({
      name: 'blacklist-registry',
      migrations: [],
      module: (config) => TestModule.with(config),
      infrastructure,
    });
    await eventually(async () => (await reasons()).length === 0);
  });

  afterAll(async () => {
    await service.close();
    await infrastructure.stop();
  });

  /** What `/readyz` gives as reasons; none means ready. */
  async function reasons(): Promise<string[]> {
    const response = await fetch(`${service.url}/readyz`);
    const body = (await response.json()) as { ready: boolean; reasons?: string[] };
    expect([response.status, body.ready]).toEqual(response.ok ? [200, true] : [503, false]);
    return body.reasons ?? [];
  }

  async function order(): Promise<void> {
    orderNo++;
    await service.get(UnitOfWork).run((tx) =>
      tx.publish({
        topic: 'repair-orders',
        event: anOrder(orderNo),
        signWith: service.keys.of('court:皖0104'),
      }),
    );
  }

  it.each(['postgres', 'kafka'] as const)(
    'given %s dies and comes back, then readiness says so within 15 s, both ways, and the work goes on',
    async (part) => {
      const { outage } = infrastructure[part];
      if (!outage) throw new Error(`this ${part} has no outage`);
      await order();
      await drain(service);

      await outage.down();
      const named = part === 'postgres' ? 'database' : 'kafka';
      await eventually(async () => (await reasons()).join().includes(named), WITHIN_MS);
      const told = await reasons();
      // Nothing in a public answer helps to get in.
      expect(told.join()).not.toMatch(/postgres:\/\/|password/);

      await outage.up();
      await eventually(async () => (await reasons()).length === 0, WITHIN_MS);
      await order();
      await drain(service);
      const effects = await service
        .get(DataSource)
        .query<{ no: number }[]>('SELECT order_no AS no FROM effect ORDER BY seq');
      expect(effects.map(({ no }) => no)).toEqual(Array.from({ length: orderNo }, (_, n) => n + 1));
    },
  );
});

/** Test servers trade durability for speed; this one dies, and what it has confirmed must be there. */
async function keepWhatIsCommitted(url: string): Promise<void> {
  const server = await new DataSource({ type: 'postgres', url }).initialize();
  await server.query('ALTER ROLE postgres SET synchronous_commit = on');
  await server.destroy();
}

function anOrder(orderNo: number): OrderIssued {
  const decisionId = newId('dec');
  const listing = 'lst_01KAPA00000000000000000000';
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:decision',
    type: 'order.issued.v1',
    subject: listing,
    time: '2026-11-23T01:00:00Z',
    datacontenttype: 'application/json',
    partitionkey: listing,
    subjectversion: 0,
    correlationid: decisionId,
    causationid: decisionId,
    data: {
      orderId: newId('ord'),
      orderNo,
      action: 'REMOVE',
      basis: 'D1_PERFORMED',
      listingRef: listing,
      courtCode: '皖0104',
      decisionId,
      effectiveAt: '2026-11-23T01:00:00Z',
      until: null,
      scope: 'THIS_CASE_ONLY',
    },
  };
}
