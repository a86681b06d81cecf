import { anApplicationBody, DecisionUnderTest } from './decision-under-test.js';
import { COURT, NOON } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

const DAY = 24 * 60 * 60 * 1000;

describe('the court’s own duties', () => {
  let decision: DecisionUnderTest;
  beforeEach(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => decision.stop());

  const duties = async (state: string, token?: string) =>
    (await decision.get(`/v1/duties?state=${state}`, token ?? (await decision.president()))).body
      .data as { applicationId: string; state: string }[];
  const gauge = async () =>
    /^yichu_decision_overdue_duties (\d+)$/m.exec(
      ((await decision.get('/metrics')).body as { text: string }).text,
    )?.[1];

  it('given a mandatory ground, then three working days run from the event, with their legal basis', async () => {
    const id = await decision.apply('D1_PERFORMED', undefined, { initiator: 'EX_OFFICIO' });
    expect(await duties('open')).toEqual([
      {
        applicationId: id,
        listingId: expect.stringMatching(/^lst_/) as string,
        courtCode: COURT,
        basis: 'D1_PERFORMED',
        initiator: 'EX_OFFICIO',
        status: 'SUBMITTED',
        triggeredAt: '2026-11-20T01:00:00.000Z',
        state: 'OPEN',
        // 20 November 2026 is a Friday.
        dueAt: '2026-11-25T15:59:59.999Z',
        legalBasis: '法释〔2017〕7号第十条第一款',
        provisional: false,
        endedAt: null,
      },
    ]);
    expect(await duties('overdue')).toEqual([]);
  });

  it('given it is not carried out in time, then the president sees it, it is counted, and ledgered once', async () => {
    const id = await decision.apply('D7_CLOSED', undefined, { initiator: 'EX_OFFICIO' });
    await decision.apply('P_EARLY');
    await decision.watch();
    expect(await gauge()).toBe('0');
    decision.clock.advance(3 * DAY);
    await decision.watch();
    await decision.watch();
    expect(await duties('overdue')).toMatchObject([{ applicationId: id, state: 'OVERDUE' }]);
    expect(await gauge()).toBe('1');
    await decision.restart();
    await decision.watch();
    expect(await decision.ledger(id)).toEqual(['application.submitted', 'duty.overdue']);
    expect(await duties('overdue', await decision.as('operations'))).toHaveLength(1);
    expect(await duties('overdue', await decision.as('president', '皖0103', 'p'))).toEqual([]);
  });

  it('given the order is applied, then the duty is met, late or not; a denial ends it too', async () => {
    const met = await decision.issue('D1_PERFORMED');
    await decision.hear('registry', appliedAs(met.order, 2));
    const late = await decision.issue('D2_SETTLED_PERFORMED');
    const answer = appliedAs(late.order, 2);
    await decision.hear('registry', { ...answer, time: '2026-11-26T01:00:00.000Z' });
    const denied = await decision.apply('D4_TERMINATED_NO_ASSETS');
    const draft = await decision.step(denied, 'decision', {
      outcome: 'DENY',
      reasons: '有财产线索',
    });
    await decision.approve(draft.body.id as string);
    expect((await duties('ended')).map(({ state }) => state)).toEqual(['MET', 'MET_LATE', 'VOID']);
    expect(await duties('open')).toEqual([]);
    decision.clock.advance(30 * DAY);
    await decision.watch();
    expect(await gauge()).toBe('0');
  });

  it('given the creditor asks for it, then the duty begins with the court’s consent, not with the request', async () => {
    const id = await decision.apply('D3_CREDITOR_REQUEST');
    expect(await duties('open')).toEqual([]);
    decision.clock.advance(DAY);
    await decision.approve(await decision.draft(id));
    expect(await duties('open')).toMatchObject([
      { applicationId: id, dueAt: '2026-11-27T15:59:59.999Z' },
    ]);
  });

  it('given the registry refuses the order, then the court still owes it; once the listing has left by another, it owes nothing', async () => {
    const listing = decision.registry.list();
    const refused = await decision.issue('D1_PERFORMED', listing);
    const { applicationId } = await decision.show(refused.decisionId);
    const id = applicationId as string;
    const refusal = { reason: 'ILLEGAL_TRANSITION', digest: refused.digest } as const;
    await decision.hear('registry', refusedAs(refused.order, refusal));
    expect(await decision.application(id)).toMatchObject({
      status: 'SUBMITTED',
      decisionId: null,
      steps: { refusedOrder: { decisionId: refused.decisionId, reason: 'ILLEGAL_TRANSITION' } },
    });
    expect((await decision.show(refused.decisionId)).order).toMatchObject({
      outcome: { result: 'REFUSED', reason: 'ILLEGAL_TRANSITION' },
    });
    expect(await duties('open')).toMatchObject([{ applicationId: id }]);
    const again = await decision.draft(id);
    expect((await decision.approve(again)).status).toBe(200);
    const second = await decision.issued(again);
    await decision.hear('registry', refusedAs(second.order, { ...refusal, digest: second.digest }));

    const other = await decision.issue('D7_CLOSED', listing);
    await decision.hear('registry', appliedAs(other.order, 2));
    expect(await decision.application(id)).toMatchObject({ status: 'LAPSED', nextDueAt: null });
    expect(await duties('open')).toEqual([]);
  });

  it('given a ground after the last day of the known holidays, then the deadline is provisional', async () => {
    decision.clock.set(new Date('2026-12-31T04:00:00Z'));
    const listing = decision.registry.list();
    const body = anApplicationBody(listing, 'X_REVOKED_ERROR');
    await decision.post('/v1/applications', { ...body, triggeredAt: '2026-12-31T01:00:00Z' });
    expect(await duties('open')).toMatchObject([
      { provisional: true, legalBasis: '法释〔2017〕7号第九条' },
    ]);
  });

  it('given many, then they come in pages', async () => {
    const ids = [];
    for (let filed = 0; filed < 3; filed += 1) ids.push(await decision.apply('D1_PERFORMED'));
    const token = await decision.president();
    const first = (await decision.get('/v1/duties?limit=2', token)).body;
    const second = (await decision.get(`/v1/duties?after=${String(first.next)}`, token)).body;
    const seen = [...(first.data as object[]), ...(second.data as object[])];
    expect(seen).toMatchObject(ids.map((applicationId) => ({ applicationId })));
    expect((await decision.get('/v1/duties?state=lost', token)).status).toBe(422);
  });

  it('given a clock that is set back, then what was noticed stays noticed, and nothing fails', async () => {
    const id = await decision.apply('D1_PERFORMED');
    decision.clock.advance(5 * DAY);
    await decision.watch();
    decision.clock.set(NOON);
    await decision.watch();
    expect(await duties('overdue')).toEqual([]);
    decision.clock.advance(5 * DAY);
    await decision.watch();
    expect((await decision.ledger(id)).filter((action) => action === 'duty.overdue')).toHaveLength(
      1,
    );
  });
});
