import { aDraftBody, DecisionUnderTest } from './decision-under-test.js';
import { COURT, JUDGE, NOON, OFFICER } from './domain-cases.js';

const aReason = { reason: '屏蔽期限录入有误' };

describe('withdrawing a draft', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  const withdraw = (id: string, token?: string, body: object = aReason) =>
    decision.post(`/v1/decisions/${id}/withdraw`, body, token);
  const statusOf = async (applicationId: string) =>
    (await decision.get(`/v1/applications/${applicationId}`)).body;

  it('given a draft with a mistake, when withdrawn, then the application can be decided anew', async () => {
    const applicationId = await decision.apply('T_TEMP_SHIELD');
    const wrong = await decision.draft(applicationId, { shieldUntil: '2036-05-31' });
    const { status, body } = await withdraw(wrong);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: wrong,
      kind: 'REPAIR',
      status: 'WITHDRAWN',
      order: null,
      withdrawn: { by: OFFICER.sub, at: NOON.toISOString(), ...aReason },
    });
    expect(await decision.show(wrong)).toEqual(body);
    expect(await statusOf(applicationId)).toMatchObject({ status: 'SUBMITTED', decisionId: null });
    expect(await decision.ledger(wrong)).toEqual(['decision.drafted', 'decision.withdrawn']);

    const right = await decision.draft(applicationId, { shieldUntil: '2027-05-31' });
    expect((await decision.approve(right)).status).toBe(200);
    expect(await statusOf(applicationId)).toMatchObject({ status: 'GRANTED', decisionId: right });
    expect((await decision.issued(right)).order.data).toMatchObject({
      orderNo: 1,
      until: '2027-05-31',
    });
  });

  it('given a withdrawn revocation, then the repair can be revoked again, and was not touched', async () => {
    const { decisionId } = await decision.complete();
    const breach = { reasons: '未按计划履行', breachedAt: '2026-11-22T00:00:00Z' };
    const revoke = () => decision.post(`/v1/decisions/${decisionId}/revoke`, breach);
    const first = (await revoke()).body.id as string;
    expect((await revoke()).status).toBe(409);
    expect((await withdraw(first)).body).toMatchObject({ kind: 'REVOCATION', status: 'WITHDRAWN' });
    expect(await decision.ledger(first)).toEqual(['revocation.drafted', 'revocation.withdrawn']);
    const repair = await decision.show(decisionId);
    expect(repair.status).toBe('APPROVED');
    expect(await statusOf(repair.applicationId as string)).toMatchObject({
      status: 'EFFECTIVE',
      decisionId,
    });
    const second = await revoke();
    expect(second.status).toBe(201);
    expect((await decision.approve(second.body.id as string)).body.order).toMatchObject({
      orderNo: 2,
    });
  });

  it('given any judge of the court, then that one may withdraw; other courts and roles may not', async () => {
    const applicationId = await decision.apply();
    const id = await decision.draft(applicationId);
    for (const [token, rule] of [
      [await decision.as('officer', '皖0103'), 'OTHER_COURT'],
      [await decision.as('judge', '皖0103'), 'OTHER_COURT'],
      [await decision.as('operations'), 'ROLE'],
    ] as const) {
      const { status, body } = await withdraw(id, token);
      expect([status, (body.errors as { rule: string }[])[0]?.rule]).toEqual([403, rule]);
    }
    expect((await statusOf(applicationId)).status).toBe('APPROVAL');
    const judge = await decision.as('judge', COURT, 'judge-zhao');
    expect((await withdraw(id, judge)).body).toMatchObject({ withdrawn: { by: 'judge-zhao' } });
  });

  it('given what is no draft any more, then 409 says why', async () => {
    const { decisionId } = await decision.issue();
    const withdrawn = await decision.draft(await decision.apply());
    await withdraw(withdrawn);
    for (const [answer, rule] of [
      [await withdraw(decisionId), 'ALREADY_DECIDED'],
      [await withdraw(withdrawn), 'WITHDRAWN'],
      [await decision.approve(withdrawn), 'WITHDRAWN'],
    ] as const) {
      expect(answer.status).toBe(409);
      expect(answer.body.errors).toMatchObject([{ rule }]);
    }
    expect((await withdraw('dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C')).status).toBe(404);
  });

  it('given an approval and a withdrawal that race, then exactly one of them happened', async () => {
    for (let round = 0; round < 4; round += 1) {
      const applicationId = await decision.apply();
      const id = await decision.draft(applicationId);
      const answers = await Promise.all([decision.approve(id), withdraw(id)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const { status } = await decision.show(id);
      expect((await statusOf(applicationId)).status).toBe(
        status === 'APPROVED' ? 'GRANTED' : 'SUBMITTED',
      );
      const orders = await decision.rows('SELECT 1 FROM repair_order WHERE decision_id = $1', [id]);
      expect(orders).toHaveLength(status === 'APPROVED' ? 1 : 0);
    }
  });

  it('given the judge’s own draft, withdrawn and drafted by an officer, then the judge may approve that', async () => {
    const applicationId = await decision.apply();
    const path = `/v1/applications/${applicationId}/decision`;
    const own = (await decision.post(path, aDraftBody(), await decision.judge())).body.id as string;
    await withdraw(own, await decision.judge());
    const id = await decision.draft(applicationId);
    expect((await decision.approve(id)).body).toMatchObject({ approver: JUDGE.sub });
    const listed = await decision.get('/v1/decisions?status=WITHDRAWN&limit=1');
    expect(listed.body.data).toMatchObject([{ id: own, status: 'WITHDRAWN' }]);
  });

  it.each([
    ['reason', {}, 'REQUIRED'],
    ['reason', { reason: '身份证号 340104190006150018' }, 'ID_NUMBER_IN_TEXT'],
    ['approve', { ...aReason, approve: true }, 'UNKNOWN_FIELD'],
  ])('given a bad %s, then 422 and it stays a draft', async (field, body, rule) => {
    const id = await decision.draft(await decision.apply());
    const answer = await withdraw(id, undefined, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field, rule }]);
    expect((await decision.show(id)).status).toBe('DRAFTED');
  });
});
