import fc from 'fast-check';
import { UnitOfWork } from '#messaging';
import { ApplyOrder } from '../src/use-cases/apply-order.js';
import { anyAct } from './any-act.js';
import { aPerson, aUnit, OTHER_COURT } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Null: the next number, as a court counts. */
const anyNumber = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null, freq: 5 });

const anyOrder = fc.record({
  kind: fc.constant('order' as const),
  act: anyAct,
  orderNo: anyNumber,
  until: fc.constantFrom(null, '2026-12-31', '2027-05-31'),
  foreign: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  twice: fc.boolean(),
});
const anyCommand = fc.oneof(
  { weight: 5, arbitrary: anyOrder },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      orderNo: anyNumber,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'grace' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'timer' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      days: fc.integer({ min: -200, max: 500 }),
    }),
  },
);
type Command = typeof anyCommand extends fc.Arbitrary<infer T> ? T : never;

const anyStart = fc.constantFrom(
  aUnit,
  () => aUnit({ grounds: ['L3_EVADE'] }),
  () => aPerson({ grounds: ['L1_ABLE_BUT_REFUSES', 'L5_SPENDING_ORDER'] }),
  () => aPerson({ grace: { until: '2027-01-31' } }),
  () => aUnit({ publishOn: '2026-12-10', grounds: ['L6_SETTLEMENT'] }),
);

/** What may follow what in the register; the same state again is a correction or a longer grace. */
const LEGAL: Record<string, string[]> = {
  DECIDED: ['DECIDED', 'GRACE', 'PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  GRACE: ['GRACE', 'PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  PUBLISHED: ['PUBLISHED', 'SHIELDED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  SHIELDED: ['SHIELDED', 'PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  DELETED: ['PUBLISHED', 'REVOKED_AS_ERROR'],
  EXPIRED_DELETED: ['REVOKED_AS_ERROR'],
  REVOKED_AS_ERROR: [],
};

describe('any commands, some of them at once, on real Postgres', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('end in a state the law allows, with a history, answers and messages that agree with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStart,
        fc.array(fc.array(anyCommand, { minLength: 1, maxLength: 3 }), {
          maxLength: 10,
          size: 'max',
        }),
        async (body, groups) => {
          registry.clock.set(NOW);
          counted = 0;
          const id = await registry.list(body());
          for (const group of groups) await Promise.all(group.map((each) => perform(id, each)));
          await agree(id);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  let counted = 0;
  const number = (given: number | null) => given ?? (counted += 1);

  async function perform(id: string, command: Command): Promise<void> {
    switch (command.kind) {
      case 'clock':
        registry.clock.advance(command.days * DAY_MS);
        return;
      case 'timer':
        await registry.runTimers();
        return;
      case 'grace':
        await registry.post(`/v1/listings/${id}/grace`, {
          until: '2027-02-15',
          reason: '已还部分',
        });
        return;
      case 'correct': {
        const path = `/v1/listings/${id}/corrections`;
        const { status, body } = await registry.post(path, { duty: '支付货款 1 元' });
        if (status !== 201) return;
        const correction = { correctionRef: body.id as string, digest: body.digest as string };
        const orderNo = number(command.orderNo);
        const order = { action: 'CORRECT', basis: 'X_CORRECTED', correction, orderNo } as const;
        await apply(anOrder(id, order).data);
        return;
      }
      case 'order': {
        const { act, until, foreign, twice } = command;
        const given = { ...act, until, orderNo: number(command.orderNo) };
        const order = anOrder(id, { ...given, ...(foreign && { courtCode: OTHER_COURT }) }).data;
        await Promise.all([apply(order), ...(twice ? [apply(order)] : [])]);
        return;
      }
    }
  }

  /** As the consumer does, without the way over Kafka. */
  async function apply(order: ReturnType<typeof anOrder>['data']): Promise<void> {
    const digest = `sha256:${'0'.repeat(64)}`;
    const applyOrder = registry.part(ApplyOrder);
    await registry.part(UnitOfWork).run((tx) => applyOrder.execute(tx, { order, digest }));
  }

  async function agree(id: string): Promise<void> {
    const [row] = await registry.rows('SELECT * FROM listing WHERE id = $1', [id]);
    const versions = await registry.rows(
      'SELECT * FROM listing_version WHERE listing_id = $1 ORDER BY version',
      [id],
    );
    expect(versions.map(({ version }) => version as number)).toEqual(versions.map((_, i) => i + 1));
    expect(versions.at(-1)).toMatchObject({ state: row?.state, version: row?.version });
    for (const [i, { state, recorded_at: at }] of versions.slice(1).entries()) {
      expect(LEGAL[versions[i]!.state as string]).toContain(state);
      expect((at as Date).getTime()).toBeGreaterThanOrEqual(
        (versions[i]!.recorded_at as Date).getTime(),
      );
    }
    // Each order is answered once: applied with its version, or refused by name.
    const outcomes = await registry.sent('order-outcomes', id);
    const answered = outcomes.map(({ data }) => (data as { orderId: string }).orderId);
    expect(new Set(answered).size).toBe(answered.length);
    for (const { type, data } of outcomes) {
      if (type !== 'order.refused.v1') continue;
      expect(['OTHER_COURT', 'OLDER_ORDER', 'ILLEGAL_TRANSITION', 'UNKNOWN_CORRECTION']).toContain(
        (data as { reason: string }).reason,
      );
    }
    // What was announced is what happened since the first publication, each version once and in order.
    const first = versions.findIndex(({ state }) => state === 'PUBLISHED');
    const announced = first < 0 ? [] : versions.slice(first);
    const changes = await registry.sent('listing-changes', id);
    expect(changes.map(({ data }) => (data as { version: number }).version)).toEqual(
      announced.map(({ version }) => version as number),
    );
    // The database and the domain mean the same by "due".
    await registry.runTimers();
    const [{ due } = { due: null }] = await registry.rows(
      `SELECT due_on <= $2 AS due FROM listing WHERE id = $1`,
      [id, registry.clock.now()],
    );
    expect(due ?? false).toBe(false);
    registry.clock.set(NOW);
  }
});
