import { newId } from '#contracts';
import { UnitOfWork } from '#messaging';
import { collectStatements, eventually } from '#testing';
import { ApplyOrder } from '../src/use-cases/apply-order.js';
import { aPerson, aUnit, COURT, OTHER_COURT } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

describe('applying orders', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const state = async (id: string) => (await registry.get(`/v1/listings/${id}`)).body;
  const lastOutcome = async (id: string) =>
    (await registry.sent('order-outcomes', id)).at(-1)?.data;

  it('given a listing, when its court orders REMOVE, then listing, version, outcome, change and ledger agree', async () => {
    const body = aUnit();
    const id = await registry.list(body);
    const order = anOrder(id);
    await registry.order(order);

    expect(await state(id)).toMatchObject({ id, version: 2, state: 'DELETED', courtCode: COURT });
    const { orderId, decisionId, effectiveAt } = order.data;
    expect(await registry.sent('order-outcomes', id)).toMatchObject([
      {
        type: 'order.applied.v1',
        correlationid: decisionId,
        causationid: orderId,
        data: { orderId, orderNo: 1, listingRef: id, decisionId, version: 2 },
      },
    ]);
    expect((await registry.sent('listing-changes', id)).at(-1)).toMatchObject({
      type: 'listing.removed.v1',
      source: 'urn:yichu:registry',
      subject: id,
      subjectversion: 2,
      correlationid: decisionId,
      causationid: orderId,
      data: {
        listingRef: id,
        version: 2,
        previousVersion: 1,
        state: 'DELETED',
        requiredAction: 'delete',
        basis: 'D1_PERFORMED',
        until: null,
        court: { code: COURT, name: '合肥市蜀山区人民法院' },
        caseNumber: body.caseNumber,
        subject: body.subject,
        effectiveAt,
        decisionId,
        cause: null,
        grounds: ['L1_ABLE_BUT_REFUSES'],
        termEndsOn: null,
        scope: 'THIS_CASE_ONLY',
      },
    });
    const versions = await registry.rows(
      'SELECT * FROM listing_version WHERE listing_id = $1 ORDER BY version',
      [id],
    );
    expect(versions).toMatchObject([
      { version: 1, previous_version: null, state: 'PUBLISHED', basis: null, order_id: null },
      {
        version: 2,
        previous_version: 1,
        state: 'DELETED',
        basis: 'D1_PERFORMED',
        court_code: COURT,
        order_id: orderId,
        decision_id: decisionId,
        valid_from: new Date(effectiveAt),
        recorded_at: NOW,
      },
    ]);
    const ledger = await registry.rows('SELECT * FROM ledger WHERE subject = $1 ORDER BY seq', [
      id,
    ]);
    expect(ledger).toMatchObject([
      { action: 'listing.published', actor: 'officer-1', court_code: COURT },
      {
        action: 'listing.removed',
        actor: `court:${COURT}`,
        court_code: COURT,
        detail: { orderId, version: 2 },
      },
    ]);
  });

  it('given a shield, when it is revoked and comes again, then each step is a version of its own', async () => {
    const id = await registry.list(aPerson());
    const shield = { action: 'SHIELD', basis: 'T_TEMP_SHIELD', until: '2027-05-31' } as const;
    const restore = { action: 'RESTORE', basis: 'T_TEMP_SHIELD' } as const;
    await registry.order(anOrder(id, { ...shield, orderNo: 1 }));
    expect(await state(id)).toMatchObject({ version: 2, state: 'SHIELDED' });
    await registry.order(anOrder(id, { ...restore, orderNo: 2 }));
    expect(await state(id)).toMatchObject({ version: 3, state: 'PUBLISHED' });
    await registry.order(anOrder(id, { ...restore, orderNo: 3 }));
    expect(await state(id)).toMatchObject({ version: 3, state: 'PUBLISHED' });
    await registry.order(anOrder(id, { action: 'REMOVE', basis: 'P_EARLY', orderNo: 4 }));
    expect(await state(id)).toMatchObject({ version: 4, state: 'DELETED' });

    const changes = await registry.sent('listing-changes', id);
    expect(changes.map(({ type, data }) => [type, data])).toMatchObject([
      ['listing.published.v1', { version: 1, requiredAction: 'list', previousVersion: null }],
      ['listing.shielded.v1', { version: 2, requiredAction: 'shield', until: '2027-05-31' }],
      [
        'listing.restored.v1',
        { version: 3, requiredAction: 'relist', until: null, basis: 'T_TEMP_SHIELD' },
      ],
      ['listing.removed.v1', { version: 4, requiredAction: 'delete', previousVersion: 3 }],
    ]);
    const outcomes = await registry.sent('order-outcomes', id);
    expect(outcomes.map(({ type }) => type)).toEqual([
      'order.applied.v1',
      'order.applied.v1',
      'order.refused.v1',
      'order.applied.v1',
    ]);
  });

  it('given an early deletion, when restored, then published again; given D1, then never', async () => {
    const early = await registry.list(aUnit());
    await registry.order(anOrder(early, { basis: 'P_EARLY' }));
    await registry.order(anOrder(early, { basis: 'P_EARLY', action: 'RESTORE', orderNo: 2 }));
    expect(await state(early)).toMatchObject({ version: 3, state: 'PUBLISHED' });

    const performed = await registry.list(aUnit());
    await registry.order(anOrder(performed));
    await registry.order(anOrder(performed, { action: 'RESTORE', orderNo: 2 }));
    expect(await state(performed)).toMatchObject({ version: 2, state: 'DELETED' });
    expect(await lastOutcome(performed)).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
      authentic: true,
    });
  });

  it('given a debtor listed anew under the case, when the old listing is restored, then ILLEGAL_TRANSITION', async () => {
    const body = aUnit();
    const old = await registry.list(body);
    await registry.order(anOrder(old, { basis: 'P_EARLY' }));
    const anew = await registry.list(body);
    await registry.order(anOrder(old, { basis: 'P_EARLY', action: 'RESTORE', orderNo: 2 }));
    expect(await lastOutcome(old)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
    expect(await state(old)).toMatchObject({ version: 2, state: 'DELETED' });
    expect(await state(anew)).toMatchObject({ version: 1, state: 'PUBLISHED' });
  });

  it('given the debtor is listed anew while the old listing is being restored, then ILLEGAL_TRANSITION', async () => {
    const old = await registry.list(aUnit());
    await registry.order(anOrder(old, { basis: 'P_EARLY' }));
    const [{ columns } = {}] = await registry.rows(
      `SELECT string_agg(column_name, ', ') AS columns FROM information_schema.columns
        WHERE table_name = 'listing' AND is_generated = 'NEVER'`,
    );
    await registry.inTransaction(async (run) => {
      const anew = newId('lst');
      await run('CREATE TEMP TABLE anew ON COMMIT DROP AS SELECT * FROM listing WHERE id = $1', [
        old,
      ]);
      await run(`UPDATE anew SET id = $1, state = 'PUBLISHED', basis = NULL`, [anew]);
      await run(`INSERT INTO listing (${columns}) SELECT ${columns} FROM anew`);
      await registry.send(anOrder(old, { basis: 'P_EARLY', action: 'RESTORE', orderNo: 2 }));
      // The order has looked and now waits for this transaction: it cannot know how it ends.
      await eventually(async () => {
        const waiting = await registry.rows('SELECT 1 FROM pg_locks WHERE NOT granted');
        return waiting.length > 0;
      });
    });
    await registry.settle();
    expect(await lastOutcome(old)).toMatchObject({ reason: 'ILLEGAL_TRANSITION', authentic: true });
    expect(await state(old)).toMatchObject({ version: 2, state: 'DELETED' });
  });

  it("given another court's order, when it arrives, then OTHER_COURT, and the owner's number stays free", async () => {
    const id = await registry.list(aUnit());
    await registry.order(anOrder(id, { courtCode: OTHER_COURT, orderNo: 7 }));
    expect(await lastOutcome(id)).toMatchObject({ reason: 'OTHER_COURT', authentic: true });
    expect(await state(id)).toMatchObject({ version: 1, state: 'PUBLISHED' });
    await registry.order(anOrder(id, { orderNo: 1 }));
    expect(await state(id)).toMatchObject({ version: 2, state: 'DELETED' });
  });

  it('given a newer order was applied, when an older one arrives, then OLDER_ORDER and nothing changes', async () => {
    const id = await registry.list(aUnit());
    await registry.order(anOrder(id, { action: 'SHIELD', basis: 'T_TEMP_SHIELD', orderNo: 2 }));
    await registry.order(anOrder(id, { orderNo: 1 }));
    expect(await lastOutcome(id)).toMatchObject({ reason: 'OLDER_ORDER', authentic: true });
    expect(await state(id)).toMatchObject({ version: 2, state: 'SHIELDED' });
  });

  it('given no such listing, when ordered, then UNKNOWN_LISTING', async () => {
    const id = newId('lst');
    await registry.order(anOrder(id));
    expect(await lastOutcome(id)).toMatchObject({ reason: 'UNKNOWN_LISTING', authentic: true });
  });

  it('given the same order twice, also under another event id, when settled, then it took effect once', async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id, { basis: 'P_EARLY' });
    await registry.send(order);
    await registry.send(order);
    await registry.send({ ...order, id: newId('evt') });
    await registry.settle();
    expect(await state(id)).toMatchObject({ version: 2, state: 'DELETED' });
    expect(await registry.sent('order-outcomes', id)).toHaveLength(1);
    expect(await registry.sent('listing-changes', id)).toHaveLength(2);
  });

  it('given orders sent at once, when settled, then they were decided in their order', async () => {
    const id = await registry.list(aUnit());
    await registry.send(anOrder(id, { orderNo: 1, basis: 'P_EARLY' }));
    await registry.send(anOrder(id, { orderNo: 2, basis: 'P_EARLY', action: 'RESTORE' }));
    await registry.send(anOrder(id, { orderNo: 3 }));
    await registry.settle();
    const changes = await registry.sent('listing-changes', id);
    expect(changes.map((event) => event.subjectversion)).toEqual([1, 2, 3, 4]);
    expect(await state(id)).toMatchObject({ version: 4, state: 'DELETED' });
  });

  it('given a plain removal, then it costs one transaction of seven statements, the last five on their way at once', async () => {
    const id = await registry.list(aUnit());
    const { data: order } = anOrder(id);
    const digest = `sha256:${'0'.repeat(64)}`;
    await registry.settle();
    const { sent, stop } = collectStatements();
    await registry
      .part(UnitOfWork)
      .run((tx) => registry.part(ApplyOrder).execute(tx, { order, digest }))
      .finally(stop);
    const own = sent.filter((text) =>
      /listing|answered_order|INTO ledger|INTO outbox \(/.test(text),
    );
    expect(own).toHaveLength(7);
  });
});
