import { DecisionUnderTest, digestOf } from './decision-under-test.js';
import { COURT, JUDGE } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

describe('invariants that this service holds', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  it('invariant 8: nobody approves their own draft', async () => {
    const path = `/v1/applications/${await decision.apply()}/decision`;
    const draft = {
      outcome: 'GRANT',
      reasons: '符合条件',
      openCases: { found: false, source: '系统', queriedAt: '2026-11-23T03:00:00Z' },
    };
    const id = (await decision.post(path, draft, await decision.judge())).body.id as string;
    const { status, body } = await decision.approve(id, await decision.judge());
    expect(status).toBe(403);
    expect(body).toMatchObject({
      type: 'urn:yichu:problem:own-draft',
      errors: [{ rule: 'OWN_DRAFT' }],
    });
    expect(await decision.show(id)).toMatchObject({ status: 'DRAFTED', order: null });
    await expect(
      decision.rows(
        `UPDATE decision SET status = 'APPROVED', approved_by = drafted_by, approved_at = now() WHERE id = $1`,
        [id],
      ),
    ).rejects.toThrow('decision_approved_by_another');
    const other = await decision.as('judge', COURT, 'judge-zhao');
    expect((await decision.approve(id, other)).body).toMatchObject({ drafter: JUDGE.sub });
  });

  it('invariant 9: what goes out and what is ledgered tells nothing that somebody wrote', async () => {
    const { decisionId, order } = await decision.complete();
    const ledger = await decision.rows(`SELECT detail::text AS detail FROM ledger`);
    const outbox = await decision.rows(
      `SELECT convert_from(payload, 'UTF8') AS detail FROM outbox`,
    );
    const { drafter, reasons } = await decision.show(decisionId);
    expect(JSON.stringify(outbox)).not.toContain(String(drafter));
    for (const written of [reasons as string, '已付清拖欠工资']) {
      expect(JSON.stringify([ledger, outbox])).not.toContain(written);
    }
    expect(Object.keys(order.data).sort()).toEqual(
      [
        'orderId',
        'orderNo',
        'action',
        'basis',
        'listingRef',
        'courtCode',
        'decisionId',
        'effectiveAt',
        'until',
        'scope',
        'sanctionDomains',
        'documents',
      ].sort(),
    );
  });

  it('invariant 10: the ledger cannot be rewritten', async () => {
    const { decisionId } = await decision.complete();
    expect(await decision.ledger(decisionId)).toEqual([
      'decision.drafted',
      'decision.approved',
      'order.applied',
      'change.accepted',
    ]);
    await expect(decision.rows(`UPDATE ledger SET actor = 'nobody'`)).rejects.toThrow();
  });

  it('invariant 11: a forged copy of a real order is listed under its refusals and never changes its outcome', async () => {
    const { decisionId, order, digest } = await decision.issue();
    const copies = [
      { reason: 'BAD_SIGNATURE', authentic: false, digest: digestOf(Buffer.from('a copy')) },
      // A replay of the very bytes under a broken signature.
      { reason: 'BAD_SIGNATURE', authentic: false, digest },
      // Another court signs a message of its own under this order's id.
      { reason: 'OTHER_COURT', authentic: true, digest: digestOf(Buffer.from('another court')) },
    ] as const;
    for (const copy of copies) await decision.hear('registry', refusedAs(order, copy));
    const refusals = copies.map(({ reason, digest }) => ({
      reason,
      digest,
      at: '2026-11-23T04:00:01.000Z',
    }));
    expect((await decision.show(decisionId)).order).toMatchObject({ outcome: null, refusals });

    await decision.hear('registry', appliedAs(order, 2));
    for (const copy of copies) await decision.hear('registry', refusedAs(order, copy));
    const shown = await decision.show(decisionId);
    expect(shown.order).toMatchObject({ outcome: { result: 'APPLIED', version: 2 } });
    expect((shown.order as { refusals: object[] }).refusals).toHaveLength(6);
    expect(shown.exceptions).toEqual([]);
  });
});
