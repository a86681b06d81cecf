import { newId } from '#contracts';
import { aDraftBody, anApplicationBody, DecisionUnderTest } from './decision-under-test.js';
import { PRESIDENT } from './domain-cases.js';
import { acceptedAs, appliedAs, obligationAs } from './outcome-events.js';

const MINUTE = 60_000;

describe('what an order says', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  const spending = (more: object = {}) => ({
    id: newId('rst'),
    kind: 'SPENDING',
    state: 'ACTIVE',
    boundRole: 'DEBTOR',
    ...more,
  });
  const ruleOf = ({ body }: { body: { errors?: { rule: string; field: string }[] } }) =>
    body.errors?.[0];

  describe('restrictions that are lifted with it', () => {
    it('given full performance, then every 限制消费 must be named, and the answer names what is missing', async () => {
      const restrictions = [spending(), spending({ boundRole: 'LEGAL_REPRESENTATIVE' })];
      const listing = decision.registry.list({ restrictions });
      const application = await decision.apply('D1_PERFORMED', listing);
      const path = `/v1/applications/${application}/decision`;
      const missing = await decision.post(path, aDraftBody());
      expect(missing.status).toBe(409);
      expect(missing.body).toMatchObject({
        type: 'urn:yichu:problem:lift-required',
        restrictions: restrictions.map(({ id, kind, boundRole }) => ({ id, kind, boundRole })),
      });
      expect((await decision.application(application)).status).toBe('SUBMITTED');

      const liftRestrictions = restrictions.map(({ id }) => ({
        restrictionId: id,
        basis: 'R_PERFORMED',
      }));
      const id = await decision.draft(application, { liftRestrictions });
      expect((await decision.approve(id)).body).toMatchObject({
        liftRestrictions: liftRestrictions.map((lift) => ({ ...lift, until: null })),
      });
      expect((await decision.issued(id)).order.data.liftRestrictions).toEqual(
        restrictions.map((restriction) => ({
          restrictionRef: restriction.id,
          basis: 'R_PERFORMED',
          until: null,
          approvedBy: 'JUDGE',
        })),
      );
    });

    it('given a temporary need, then the president alone approves it, for a month at most', async () => {
      const [restriction] = [spending()];
      const listing = decision.registry.list({ restrictions: [restriction] });
      const application = await decision.apply('R_TEMPORARY_NEED', listing);
      const lift = { restrictionId: restriction.id, basis: 'R_TEMPORARY_NEED' };
      const path = `/v1/applications/${application}/decision`;
      const tooLong = { liftRestrictions: [{ ...lift, until: '2026-12-24' }] };
      expect(ruleOf(await decision.post(path, { ...aDraftBody(), ...tooLong }))).toEqual({
        field: 'liftRestrictions.0.until',
        rule: 'LIFT_TOO_LONG',
        message: expect.any(String) as string,
      });
      const id = await decision.draft(application, {
        liftRestrictions: [{ ...lift, until: '2026-12-23' }],
      });
      const judged = await decision.approve(id);
      expect([judged.status, ruleOf(judged)?.rule]).toEqual([403, 'APPROVAL_LEVEL']);
      const approved = await decision.approve(id, await decision.president());
      expect(approved.body).toMatchObject({
        action: 'LIFT',
        approver: PRESIDENT.sub,
        approvalLevel: 'PRESIDENT',
        sanctionDomains: [],
      });
      expect((await decision.issued(id)).order.data).toMatchObject({
        action: 'LIFT',
        basis: 'R_TEMPORARY_NEED',
        listingRef: listing,
        liftRestrictions: [
          { restrictionRef: restriction.id, until: '2026-12-23', approvedBy: 'PRESIDENT' },
        ],
      });
    });

    it('given a lift of nothing, or of what another case imposed, then 422 names it', async () => {
      const listing = decision.registry.list({ restrictions: [spending()] });
      const path = `/v1/applications/${await decision.apply('R_GUARANTEE', listing)}/decision`;
      expect(ruleOf(await decision.post(path, aDraftBody()))).toMatchObject({
        field: 'liftRestrictions',
        rule: 'REQUIRED',
      });
      const stranger = { restrictionId: newId('rst'), basis: 'R_GUARANTEE' };
      const body = { ...aDraftBody(), liftRestrictions: [stranger] };
      expect(ruleOf(await decision.post(path, body))).toMatchObject({
        rule: 'UNKNOWN_RESTRICTION',
      });
    });

    it('given lifted restrictions, then their acceptances are awaited too, and counted apart', async () => {
      const restriction = spending();
      const listing = decision.registry.list({ restrictions: [restriction] });
      const id = await decision.draft(await decision.apply('D1_PERFORMED', listing), {
        liftRestrictions: [{ restrictionId: restriction.id, basis: 'R_PERFORMED' }],
      });
      await decision.approve(id);
      const { order } = await decision.issued(id);
      await decision.hear('registry', appliedAs(order, 2));
      await decision.hear('publisher', acceptedAs(order, 2, 4));
      const until = decision.clock.now();
      decision.clock.advance(MINUTE);
      expect((await decision.show(id)).exceptions).toEqual(['NOT_ACCEPTED']);
      const restrictionRef = restriction.id;
      const lifted = acceptedAs(order, 5, 3, { restrictionRef });
      // Said again with more, it is more; with less, it is old.
      await decision.hear('publisher', lifted, acceptedAs(order, 5, 9, { restrictionRef }));
      await decision.hear('publisher', acceptedAs(order, 5, 3, { restrictionRef }));
      await decision.hear(
        'publisher',
        obligationAs('obligation.verified.v1', order),
        obligationAs('obligation.overdue.v1', order, { restrictionRef, version: 5 }),
      );
      expect(await decision.show(id)).toMatchObject({
        exceptions: [],
        propagation: {
          expected: 4,
          verified: 1,
          contradicted: 0,
          overdue: 0,
          restrictions: { expected: 9, overdue: 1 },
        },
      });
      decision.clock.set(until);
    });
  });

  it('given a listing that nobody was told of, then applied is settled, and nothing is awaited', async () => {
    const listing = decision.registry.list({ state: 'GRACE' });
    const { decisionId, order } = await decision.issue('D1_PERFORMED', listing);
    await decision.hear('registry', appliedAs(order, 2, { announced: false }));
    const until = decision.clock.now();
    decision.clock.advance(10 * MINUTE);
    await decision.watch();
    expect(await decision.show(decisionId)).toMatchObject({
      order: { outcome: { result: 'APPLIED', version: 2, announced: false } },
      exceptions: [],
      propagation: { expected: 0 },
    });
    expect((await decision.ledger(decisionId)).filter((each) => each.startsWith('exc'))).toEqual(
      [],
    );
    decision.clock.set(until);
  });

  it('given a correction, then the order names what waits at the registry, by id and digest', async () => {
    const correction = { correctionId: newId('cor'), digest: `sha256:${'a'.repeat(64)}` };
    const listing = decision.registry.list();
    const application = await decision.apply('X_CORRECTED', listing, { correction });
    const id = await decision.draft(application, { openCases: undefined });
    expect((await decision.approve(id)).status).toBe(200);
    const { data } = (await decision.issued(id)).order;
    expect(data).toMatchObject({
      action: 'CORRECT',
      basis: 'X_CORRECTED',
      correction: { correctionRef: correction.correctionId, digest: correction.digest },
    });
    expect(data).not.toHaveProperty('sanctionDomains');
  });

  it('given a correction that is none, or missing, then 422 says so', async () => {
    const correction = { correctionId: newId('cor'), digest: 'md5:1' };
    const body = { ...anApplicationBody(decision.registry.list(), 'X_CORRECTED'), correction };
    expect(ruleOf(await decision.post('/v1/applications', body))).toMatchObject({
      field: 'correction.digest',
      rule: 'IS_DIGEST',
    });
    const path = `/v1/applications/${await decision.apply('X_CORRECTED')}/decision`;
    expect(ruleOf(await decision.post(path, aDraftBody()))).toMatchObject({
      field: 'correction',
      rule: 'REQUIRED',
    });
  });

  it('given a removal, then it ends sanctions in all seven fields, or those that are named, and names its papers', async () => {
    const all = await decision.issue('P_EARLY');
    expect(all.order.data.sanctionDomains).toHaveLength(7);
    expect(all.order.data.documents).toMatchObject([
      { type: 'REPAIR_DECISION', documentId: expect.stringMatching(/^doc_/) as string },
      { type: 'REPAIR_NOTICE' },
    ]);
    const application = await decision.apply('T_TEMP_SHIELD');
    const id = await decision.draft(application, { sanctionDomains: ['BIDDING'] });
    await decision.approve(id);
    expect((await decision.issued(id)).order.data.sanctionDomains).toEqual(['BIDDING']);
    expect((await decision.show(id)).order).toMatchObject({
      documents: [{ type: 'REPAIR_DECISION' }, { type: 'REPAIR_NOTICE' }],
    });
  });

  it('given a listing that the president imposed, then a judge may not sign its repair', async () => {
    const listing = decision.registry.list({ imposedBy: 'PRESIDENT' });
    const id = await decision.draft(await decision.apply('P_EARLY', listing));
    expect((await decision.show(id)).approvalLevel).toBe('PRESIDENT');
    const judged = await decision.approve(id);
    expect([judged.status, ruleOf(judged)?.rule]).toEqual([403, 'APPROVAL_LEVEL']);
    expect((await decision.show(id)).status).toBe('DRAFTED');
    expect((await decision.approve(id, await decision.president())).status).toBe(200);
  });

  it('given a listing that has left since the filing, then no decision is drafted about it', async () => {
    const listing = decision.registry.list();
    const application = await decision.apply('P_EARLY', listing);
    decision.registry.change(listing, { state: 'DELETED', version: 2 });
    const { status, body } = await decision.post(
      `/v1/applications/${application}/decision`,
      aDraftBody(),
    );
    expect(status).toBe(409);
    expect(body).toMatchObject({ errors: [{ rule: 'LISTING_NOT_OPEN' }], state: 'DELETED' });
  });

  it('given the registry is away at the draft, then nothing is drafted on what it said before', async () => {
    const application = await decision.apply('P_EARLY');
    decision.registry.behaviour = 'failing';
    try {
      const { status, body } = await decision.post(
        `/v1/applications/${application}/decision`,
        aDraftBody(),
      );
      expect(status).toBe(503);
      expect(body.errors).toMatchObject([{ rule: 'REGISTRY_UNAVAILABLE' }]);
    } finally {
      decision.registry.behaviour = 'well';
    }
    expect((await decision.application(application)).decisionId).toBeNull();
    await decision.draft(application);
  });
});
