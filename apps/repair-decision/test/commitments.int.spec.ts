import type { ObjectLiteral } from 'typeorm';
import { DataSource } from 'typeorm';
import { CommitmentStore } from '../src/storage/commitment.store.js';
import { CasePapers } from '../src/storage/case-papers.js';
import { CommitmentWatch } from '../src/watch/commitment-watch.js';
import { DecisionUnderTest, type Answer } from './decision-under-test.js';
import { COURT, JUDGE, NOON, OFFICER } from './domain-cases.js';

const CASE = '（2026）皖0104执123号';
const ULID = '01J9ZP0M3V6K8Q4T2R7X5W1Y9C';

describe('commitments', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  beforeEach(() => {
    decision.clock.set(NOON);
  });
  afterAll(() => decision.stop());

  const body = (more: object = {}) => ({
    caseNumber: CASE,
    debtor: { type: 'PERSON', name: '张某' },
    terms: {
      instalments: [
        { dueOn: '2026-12-31', fen: 30_000 },
        { dueOn: '2027-01-31', fen: 70_000 },
      ],
      serviceAddressGiven: true,
      supervisors: [{ name: '和平路社区居民委员会' }],
      acceptsConsequences: true,
    },
    ...more,
  });
  /** A listing of the debtor who promises. */
  const listed = (more: Parameters<typeof decision.registry.list>[0] = {}, name = '张某') => {
    const id = decision.registry.list(more);
    const debtor = { type: 'PERSON', name, maskedIdNumber: '3401041900****0018', sex: null };
    decision.registry.record(id, { debtor });
    return id;
  };
  const ok = ({ status, body: answer }: Answer, expected = 200): ObjectLiteral => {
    expect([status, answer.errors]).toEqual([expected, undefined]);
    return answer;
  };
  const propose = async (more: object = {}) =>
    ok(await decision.post('/v1/commitments', body(more)), 201).id as string;
  const judge = () => decision.judge();
  const secondJudge = () => decision.as('judge', COURT, 'judge-zhao');
  const act = (id: string, name: string, request: object = {}, token?: string) =>
    decision.post(`/v1/commitments/${id}/${name}`, request, token);
  const accepted = async (more: object = {}) => {
    const id = await propose(more);
    ok(await act(id, 'accept', {}, await judge()));
    return id;
  };
  const pay = (id: string, fen: number, reference: string, more: object = {}) =>
    act(id, 'performances', { paidOn: '2026-11-23', fen, reference, ...more });
  const show = async (id: string) => ok(await decision.get(`/v1/commitments/${id}`));
  const overdue = async (token?: string) =>
    (ok(await decision.get('/v1/overdue-commitments', token)).data as ObjectLiteral[]) ?? [];
  const refusal = ({ status, body: problem }: Answer) => [
    status,
    (problem.errors as { rule: string }[])[0]?.rule,
  ];
  const breach = { on: 'CREDITOR', breachedOn: '2026-11-20', facts: '第一期到期未付' };

  it('given a debtor promises and pays, then the court follows it to its good end', async () => {
    const id = await propose();
    expect(await show(id)).toMatchObject({
      id,
      status: 'PROPOSED',
      courtCode: COURT,
      caseNumber: CASE,
      listingId: null,
      debtor: { type: 'PERSON', name: '张某' },
      instalments: [
        { dueOn: '2026-12-31', fen: 30_000, paidFen: 0, status: 'OPEN' },
        { dueOn: '2027-01-31', fen: 70_000, paidFen: 0, status: 'OPEN' },
      ],
      paidFen: 0,
      proposedBy: OFFICER.sub,
      acceptedBy: null,
      performances: [],
    });
    ok(await act(id, 'accept', {}, await judge()));
    const first = ok(await pay(id, 45_000, 'V-1'), 201);
    expect(first).toMatchObject({
      status: 'ACCEPTED',
      acceptedBy: JUDGE.sub,
      paidFen: 45_000,
      nextDueOn: '2027-01-31',
      instalments: [
        { paidFen: 30_000, status: 'PAID' },
        { paidFen: 15_000, status: 'OPEN' },
      ],
      performances: [{ reference: 'V-1', fen: 45_000, paidOn: '2026-11-23' }],
    });
    expect(refusal(await act(id, 'keep'))).toEqual([409, 'PLAN_NOT_PAID']);
    ok(await pay(id, 55_000, 'V-2'), 201);
    expect(ok(await act(id, 'keep'))).toMatchObject({
      status: 'KEPT',
      nextDueOn: null,
      ended: { by: OFFICER.sub, at: NOON.toISOString(), reason: null },
    });
    expect(await decision.ledger(id)).toEqual([
      'commitment.proposed',
      'commitment.accepted',
      'commitment.performed',
      'commitment.performed',
      'commitment.kept',
    ]);
  });

  it('given the same voucher twice, at once and later, then it counts once; with another sum it is refused', async () => {
    const id = await accepted();
    const [one, two] = await Promise.all([pay(id, 1000, 'V-9'), pay(id, 1000, 'V-9')]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(refusal(await pay(id, 2000, 'V-9'))).toEqual([409, 'PERFORMANCE_DIFFERS']);
    expect(await show(id)).toMatchObject({ paidFen: 1000, performances: [{ fen: 1000 }] });
  });

  it('given payments at once, then none is lost', async () => {
    const id = await accepted();
    await Promise.all([1, 2, 3, 4, 5].map((n) => pay(id, n * 100, `P-${n}`)));
    expect((await show(id)).paidFen).toBe(1500);
  });

  it('given a breach is alleged, then a judge who did not allege it finds so, and it is known for the listing', async () => {
    const listingId = listed({ state: 'GRACE' });
    const other = decision.registry.list();
    const id = await accepted({ listingId });
    const alleging = await judge();
    ok(await act(id, 'breach', breach, alleging));
    expect(refusal(await act(id, 'breach/confirm', { reason: '属实' }, alleging))).toEqual([
      403,
      'OWN_ALLEGATION',
    ]);
    expect(refusal(await act(id, 'withdraw', { reason: '算了' }, alleging))).toEqual([
      409,
      'BREACH_OPEN',
    ]);
    const found = ok(await act(id, 'breach/confirm', { reason: '属实' }, await secondJudge()));
    expect(found).toMatchObject({
      status: 'BREACHED',
      breach: { on: 'CREDITOR', breachedOn: '2026-11-20' },
      ended: { by: 'judge-zhao', reason: '属实' },
    });
    const { manager } = decision.part(DataSource);
    expect(await decision.part(CommitmentStore).breachesOf(manager, [other, listingId])).toEqual([
      { commitmentId: id, listingId, breachedOn: '2026-11-20' },
    ]);
    const applicationId = await decision.apply('P_EARLY', other);
    const papers = { applicationId, listingId: other, others: [listingId] };
    expect(await decision.part(CasePapers).of(manager, papers)).toEqual({
      materials: [],
      commitment: null,
      breaches: [{ commitmentId: id, breachedOn: '2026-11-20' }],
    });
    // A promise that was broken is not one that is signed.
    const own = { applicationId, listingId };
    expect(await decision.part(CasePapers).of(manager, own)).toMatchObject({ commitment: null });
    expect(refusal(await pay(id, 1, 'too-late'))).toEqual([409, 'COMMITMENT_ENDED']);
    expect((await decision.ledger(id)).slice(-2)).toEqual([
      'commitment.breach-alleged',
      'commitment.breached',
    ]);
  });

  it('given an allegation that is not true, then the promise goes on', async () => {
    const id = await accepted();
    ok(await act(id, 'breach', breach));
    expect(refusal(await act(id, 'breach', breach))).toEqual([409, 'BREACH_ALREADY_ALLEGED']);
    const dismissed = ok(
      await act(id, 'breach/dismiss', { reason: '已于当日付清' }, await judge()),
    );
    expect(dismissed).toMatchObject({ status: 'ACCEPTED', breach: null });
  });

  describe('what has run out', () => {
    const mine = async (id: string, token?: string) =>
      (await overdue(token)).filter(({ commitmentId }) => commitmentId === id);
    const gauge = async (kind: string) => {
      await decision.part(CommitmentWatch).look();
      const { text } = (await decision.get('/metrics')).body as { text: string };
      const line = new RegExp(
        `^yichu_decision_overdue_commitments\\{kind="${kind}"\\} (\\d+)$`,
        'm',
      );
      return Number(line.exec(text)?.[1]);
    };
    // 2026-12-31 is a Thursday; 1 to 3 January are a holiday and a weekend.
    const day = (date: string) => decision.clock.set(new Date(`${date}T09:00:00+08:00`));

    it('given an instalment is not paid, then it is shown once its last day is over, through restarts, and breaks nothing', async () => {
      const id = await accepted({
        terms: { ...body().terms, instalments: [{ dueOn: '2026-12-05', fen: 100 }] },
      });
      // A Saturday: it runs until Monday night.
      day('2026-12-07');
      expect(await mine(id)).toEqual([]);
      const before = await gauge('INSTALMENT');
      day('2026-12-08');
      await decision.restart();
      expect(await mine(id)).toEqual([
        {
          kind: 'INSTALMENT',
          commitmentId: id,
          caseNumber: CASE,
          listingId: null,
          dueOn: '2026-12-05',
          legalBasis: expect.stringContaining('民事诉讼法') as string,
          provisional: false,
        },
      ]);
      expect(await gauge('INSTALMENT')).toBe(before + 1);
      expect(await show(id)).toMatchObject({
        status: 'ACCEPTED',
        instalments: [{ status: 'OVERDUE' }],
      });
      expect(await mine(id, await decision.as('officer', '皖0103'))).toEqual([]);
      ok(await pay(id, 100, 'late', { paidOn: '2026-12-08' }), 201);
      expect(await mine(id)).toEqual([]);
      expect(await gauge('INSTALMENT')).toBe(before);
    });

    it('given listing was deferred and the time is over, then it is shown until the debtor is listed or has kept it', async () => {
      const id = await accepted({
        deferListingUntil: '2026-12-10',
        terms: { ...body().terms, instalments: [] },
      });
      day('2026-12-10');
      expect(await mine(id)).toEqual([]);
      day('2026-12-11');
      expect(await mine(id)).toMatchObject([{ kind: 'DEFERRAL', dueOn: '2026-12-10' }]);
      const listingId = listed();
      expect(ok(await act(id, 'listing', { listingId }))).toMatchObject({ listingId });
      expect(await mine(id)).toEqual([]);
      ok(await act(id, 'listing', { listingId }));
      const second = listed();
      expect(refusal(await act(id, 'listing', { listingId: second }))).toEqual([
        409,
        'ALREADY_LISTED',
      ]);
      expect((await decision.ledger(id)).at(-1)).toBe('commitment.listed');
    });

    it('given many, then they come in pages without a gap', async () => {
      const ids = [];
      for (const fen of [1, 2, 3]) {
        ids.push(
          await accepted({
            terms: { ...body().terms, instalments: [{ dueOn: '2026-11-24', fen }] },
          }),
        );
      }
      day('2026-11-25');
      const seen: string[] = [];
      let path = '/v1/overdue-commitments?limit=2';
      for (;;) {
        const { data, next } = ok(await decision.get(path)) as {
          data: ObjectLiteral[];
          next: string | null;
        };
        seen.push(...data.map(({ commitmentId }) => commitmentId as string));
        if (!next) break;
        path = `/v1/overdue-commitments?limit=2&after=${next}`;
      }
      expect(seen).toEqual(expect.arrayContaining(ids));
      expect(new Set(seen).size).toBe(seen.length);
    });
  });

  it('given a listing that is out already, then nothing can be deferred; before that, it can', async () => {
    const deferListingUntil = '2027-02-23';
    const refused = async (more: object) =>
      refusal(await decision.post('/v1/commitments', body({ deferListingUntil, ...more })));
    expect(await refused({ listingId: listed() })).toEqual([409, 'NOTHING_TO_DEFER']);
    expect(await refused({ deferListingUntil: '2027-02-24' })).toEqual([422, 'DEFERRAL_TOO_LONG']);
    const listingId = listed({ state: 'DECIDED' });
    await propose({ listingId, deferListingUntil });
    expect(await refused({ listingId: `lst_${ULID}` })).toEqual([422, 'UNKNOWN_LISTING']);
    const foreign = decision.registry.list({ courtCode: '皖0103' });
    expect(await refused({ listingId: foreign })).toEqual([403, 'OTHER_COURT']);
  });

  it('given a listing of somebody else in that case, then the promise is not theirs', async () => {
    const listingId = listed({}, '李某某');
    const proposed = await decision.post('/v1/commitments', body({ listingId }));
    expect(refusal(proposed)).toEqual([422, 'OTHER_DEBTOR']);
    const id = await accepted();
    expect(refusal(await act(id, 'listing', { listingId }))).toEqual([422, 'OTHER_DEBTOR']);
    const unit = { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' };
    const firm = decision.registry.list();
    await propose({ debtor: unit, listingId: firm });
    decision.registry.record(firm, { debtor: { ...unit, uscc: '91340100TE5T000175' } });
    const other = await decision.post('/v1/commitments', body({ debtor: unit, listingId: firm }));
    expect(refusal(other)).toEqual([422, 'OTHER_DEBTOR']);
  });

  it('given the registry is away, then a promise about a listing waits, and nothing is written', async () => {
    const listingId = decision.registry.list();
    decision.registry.behaviour = 'failing';
    const before = await decision.rows('SELECT count(*)::int FROM commitment');
    const answer = await decision.post('/v1/commitments', body({ listingId }));
    decision.registry.behaviour = 'well';
    expect(refusal(answer)).toEqual([503, 'REGISTRY_UNAVAILABLE']);
    expect(await decision.rows('SELECT count(*)::int FROM commitment')).toEqual(before);
  });

  it.each([
    [{ caseNumber: '（2026）皖0103执1号' }, 403, 'OTHER_COURT'],
    [{ caseNumber: '2026皖0104执1号' }, 422, 'CASE_NUMBER'],
    [{ debtor: { type: 'PERSON', name: '340104190006150018' } }, 422, 'ID_NUMBER_IN_TEXT'],
    [
      { debtor: { type: 'PERSON', name: '张某', idNumber: '340104190006150018' } },
      422,
      'UNKNOWN_FIELD',
    ],
    [{ debtor: { type: 'UNIT', name: '某公司', uscc: '91340100TE5T000168' } }, 422, 'USCC_CHECK'],
    [{ deferListingUntil: '2026-02-30' }, 422, 'IS_DATE'],
  ])('given %j, then %i %s without an echo', async (more, status, rule) => {
    const answer = await decision.post('/v1/commitments', body(more));
    expect(refusal(answer)).toEqual([status, rule]);
    expect(JSON.stringify(answer.body)).not.toContain('340104190006150018');
  });

  it('given bad terms, then 422 names the field', async () => {
    for (const [terms, rule] of [
      [{ instalments: [{ dueOn: '2026-12-31', fen: 1.5 }] }, 'IS_INT'],
      [{ instalments: [{ dueOn: '2026-12-31', fen: 0 }] }, 'MIN'],
      [{ instalments: [{ dueOn: '2026-11-22', fen: 1 }] }, 'PLAN_IN_PAST'],
      [{ acceptsConsequences: false }, 'CONSEQUENCES_NOT_ACCEPTED'],
      [{ supervisors: [{ name: '张某340104190006150018' }] }, 'ID_NUMBER_IN_TEXT'],
    ] as const) {
      const answer = await decision.post(
        '/v1/commitments',
        body({ terms: { ...body().terms, ...terms } }),
      );
      expect(refusal(answer)).toEqual([422, rule]);
    }
  });

  it('given who may not, then 403; given nothing of that id, then 404', async () => {
    const id = await propose();
    const stranger = await decision.as('judge', '皖0103');
    expect(refusal(await act(id, 'accept'))).toEqual([403, 'ROLE']);
    expect(refusal(await act(id, 'accept', {}, stranger))).toEqual([403, 'OTHER_COURT']);
    const oneself = await decision.as('judge', COURT, OFFICER.sub);
    expect(refusal(await act(id, 'accept', {}, oneself))).toEqual([403, 'OWN_PROPOSAL']);
    expect(refusal(await decision.get(`/v1/commitments/${id}`, stranger))).toEqual([
      403,
      'OTHER_COURT',
    ]);
    expect(refusal(await decision.get('/v1/commitments', await decision.as('operations')))).toEqual(
      [403, 'ROLE'],
    );
    expect((await act(`cmt_${ULID}`, 'accept', {}, await judge())).status).toBe(404);
    ok(await act(id, 'accept', {}, await judge()));
    expect(refusal(await act(id, 'withdraw', { reason: '另行协商' }))).toEqual([403, 'JUDGE_ONLY']);
    expect(ok(await act(id, 'withdraw', { reason: '另行协商' }, await judge()))).toMatchObject({
      status: 'WITHDRAWN',
    });
  });

  it('given a case number in half-width brackets, then it is found under its canonical form, in pages', async () => {
    const caseNumber = '(2026)皖0104执777号';
    const ids = [await propose({ caseNumber }), await propose({ caseNumber })];
    const path = `/v1/commitments?caseNumber=${encodeURIComponent('〔2026〕皖0104执777号')}`;
    const { data } = ok(await decision.get(path)) as { data: ObjectLiteral[] };
    expect(data.map(({ id }) => id as string)).toEqual(ids.reverse());
    const page = ok(await decision.get(`${path}&limit=1`));
    expect(page.next).toBe(ids[0]);
    const stranger = await decision.as('officer', '皖0103');
    expect(ok(await decision.get(path, stranger)).data).toEqual([]);
  });

  it('given all of this, then no name is in the ledger', async () => {
    const id = await propose({ debtor: { type: 'PERSON', name: '李某某' } });
    ok(await act(id, 'accept', {}, await judge()));
    ok(await act(id, 'breach', { ...breach, facts: '李某某未付' }));
    const text = JSON.stringify(await decision.rows('SELECT detail::text FROM ledger'));
    expect(text).not.toContain('李某某');
    expect(text).not.toContain('和平路');
  });
});
