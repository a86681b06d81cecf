import { newId } from '#contracts';
import { collectStatements } from '#testing';
import { DecisionUnderTest } from './decision-under-test.js';
import { acceptedAs, appliedAs, obligationAs, refusedAs } from './outcome-events.js';

describe('hearing what became of an order', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  const parked = async () =>
    (await decision.get('/v1/parked', await decision.as('operations'))).body.data as object[];
  const propagation = async (id: string) => (await decision.show(id)).propagation as object;

  it('given it was applied, then the version is its outcome, whatever comes later', async () => {
    const { decisionId, order, digest } = await decision.issue();
    const applied = appliedAs(order, 2);
    await decision.hear('registry', applied, applied, appliedAs(order, 3));
    await decision.hear('registry', refusedAs(order, { reason: 'OLDER_ORDER', digest }));
    expect((await decision.show(decisionId)).order).toMatchObject({
      outcome: { result: 'APPLIED', version: 2 },
      refusals: [],
    });
    expect(await decision.ledger(decisionId)).toEqual([
      'decision.drafted',
      'decision.approved',
      'order.applied',
    ]);
  });

  it('given what Kafka could tell again, then its commit waits for no disk; an approval’s does', async () => {
    const flushless = async <T>(work: () => Promise<T>) => {
      const { sent, stop } = collectStatements();
      const result = await work().finally(stop);
      return { result, count: sent.filter((text) => /^SET LOCAL synch/.test(text)).length };
    };
    const { result, count } = await flushless(() => decision.issue());
    expect(count).toBe(0);
    const heard = await flushless(() => decision.hear('registry', appliedAs(result.order, 2)));
    expect(heard.count).toBe(1);
  });

  it.each(['OTHER_COURT', 'OLDER_ORDER', 'ILLEGAL_TRANSITION', 'UNKNOWN_LISTING'] as const)(
    'given it was refused as %s, then that is its outcome and an exception',
    async (reason) => {
      const { decisionId, order, digest } = await decision.issue();
      await decision.hear('registry', refusedAs(order, { reason, digest }));
      expect(await decision.show(decisionId)).toMatchObject({
        order: { outcome: { result: 'REFUSED', reason }, refusals: [] },
        exceptions: ['REFUSED'],
      });
    },
  );

  it('given an outcome of no order of ours, then it is parked; a forgery of none is not', async () => {
    const { order } = await decision.issue();
    const before = (await parked()).length;
    const stranger = { ...order, data: { ...order.data, orderId: newId('ord') } };
    const forgery = {
      reason: 'BAD_SIGNATURE',
      authentic: false,
      digest: `sha256:${'0'.repeat(64)}`,
    } as const;
    await decision.hear('registry', refusedAs(stranger, forgery));
    expect(await parked()).toHaveLength(before);
    await decision.hear('registry', appliedAs(stranger, 2));
    expect((await parked()).slice(before)).toMatchObject([
      { reason: 'UNKNOWN_ORDER', blocks: true },
    ]);
  });

  it('given an answer that speaks of another listing, then it is parked and nothing changes', async () => {
    const { decisionId, order } = await decision.issue();
    const elsewhere = newId('lst');
    const answer = appliedAs(order, 2, { listingRef: elsewhere });
    await decision.hear('registry', { ...answer, subject: elsewhere, partitionkey: elsewhere });
    expect((await decision.show(decisionId)).order).toMatchObject({ outcome: null });
    expect(await parked()).toContainEqual(expect.objectContaining({ reason: 'ORDER_MISMATCH' }));
  });

  it('given outcomes that the wrong service signed, then nothing changes', async () => {
    const { decisionId, order } = await decision.issue();
    await decision.hear('publisher', acceptedAs(order, 2, 4));
    await decision.hear('court:皖0103', obligationAs('obligation.verified.v1', order));
    expect(await propagation(decisionId)).toMatchObject({ expected: 4, verified: 0 });
  });

  it('given the change was accepted, then its subscribers are expected, once', async () => {
    const { decisionId, order } = await decision.issue();
    await decision.hear('publisher', acceptedAs(order, 2, 4), acceptedAs(order, 2, 4));
    await decision.hear('publisher', acceptedAs(order, 2, 3), acceptedAs(order, 3, 9));
    await decision.hear('registry', appliedAs(order, 2));
    expect(await decision.show(decisionId)).toMatchObject({
      order: { outcome: { result: 'APPLIED', version: 2 } },
      propagation: { expected: 4, verified: 0, contradicted: 0, overdue: 0 },
      exceptions: [],
    });
  });

  it('given more came to hold the listing by an older snapshot, then as many are expected', async () => {
    const { decisionId, order } = await decision.issue();
    await decision.hear('publisher', acceptedAs(order, 2, 4), acceptedAs(order, 2, 5));
    expect(await propagation(decisionId)).toMatchObject({ expected: 5 });
    const ledger = await decision.ledger(decisionId);
    expect(ledger.filter((action) => action === 'change.accepted')).toHaveLength(2);
  });

  it('given reports of each obligation, then the latest of each counts', async () => {
    const { decisionId, order } = await decision.complete();
    const [flaky, lying, late, back] = [newId('obl'), newId('obl'), newId('obl'), newId('obl')];
    const at = (second: number) => `2026-11-23T04:00:${String(second).padStart(2, '0')}Z`;
    await decision.hear(
      'publisher',
      obligationAs('obligation.contradicted.v1', order, { obligationId: flaky, at: at(1) }),
      obligationAs('obligation.verified.v1', order, { obligationId: flaky, at: at(3) }),
      // Overtaken by a newer look.
      obligationAs('obligation.contradicted.v1', order, { obligationId: flaky, at: at(2) }),
      obligationAs('obligation.contradicted.v1', order, { obligationId: lying, at: at(2) }),
      obligationAs('obligation.overdue.v1', order, { obligationId: lying, at: at(9) }),
      obligationAs('obligation.overdue.v1', order, { obligationId: late, at: at(8) }),
      obligationAs('obligation.verified.v1', order, { obligationId: late, at: at(9) }),
      obligationAs('obligation.verified.v1', order, { obligationId: back, at: at(1) }),
      obligationAs('obligation.contradicted.v1', order, { obligationId: back, at: at(9) }),
    );
    expect(await propagation(decisionId)).toEqual({
      expected: 4,
      verified: 2,
      contradicted: 2,
      overdue: 1,
    });
  });

  it('given a change that no decision stands behind, then it is ignored', async () => {
    const { order } = await decision.issue();
    const before = (await parked()).length;
    const accepted = acceptedAs(order, 1, 4);
    await decision.hear('publisher', { ...accepted, data: { ...accepted.data, decisionId: null } });
    await decision.hear(
      'publisher',
      obligationAs('obligation.verified.v1', order, { decisionId: null }),
    );
    expect(await parked()).toHaveLength(before);
  });

  it('given a report about a decision that is not ours, then it is parked', async () => {
    const { order } = await decision.issue();
    const stranger = { ...order, data: { ...order.data, decisionId: newId('dec') } };
    await decision.hear('publisher', acceptedAs(stranger, 2, 4));
    expect(await parked()).toContainEqual(expect.objectContaining({ reason: 'UNKNOWN_DECISION' }));
  });
});
