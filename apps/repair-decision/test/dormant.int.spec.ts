import type { ObjectLiteral } from 'typeorm';
import { DecisionUnderTest, aDraftBody, type Answer } from './decision-under-test.js';
import { COURT, JUDGE, NOON, OFFICER } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

const ULID = '01J9ZP0M3V6K8Q4T2R7X5W1Y9C';

describe('sleeping listings', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  beforeEach(async () => {
    decision.clock.set(NOON);
    decision.registry.behaviour = 'well';
    await decision.rows('TRUNCATE dormant_item');
  });
  afterAll(() => decision.stop());

  /** Of the listings of this test. */
  const rowsIn = (table: string) =>
    decision.rows(`SELECT * FROM ${table} WHERE listing_id = ANY ($1::text[])`, [
      decision.registry.dormant.map(({ id }) => id),
    ]);

  const ok = ({ status, body }: Answer, expected = 200): ObjectLiteral => {
    expect([status, body.errors]).toEqual([expected, undefined]);
    return body;
  };
  const refusal = ({ status, body }: Answer) => [
    status,
    (body.errors as { rule: string }[])[0]?.rule,
  ];
  const dormant = (more: object = {}) => {
    const id = decision.registry.list();
    return {
      id,
      courtCode: COURT,
      caseNumber: '（2019）皖0104执123号',
      state: 'PUBLISHED',
      grounds: ['L1_ABLE_BUT_REFUSES'],
      reasons: ['CASE_CLOSED', 'NO_ACTIVITY'],
      termEndsOn: null,
      caseStatus: 'CLOSED',
      caseStatusOn: '2021-05-06',
      lastActivityAt: '2021-05-06T01:00:00.000Z',
      ...more,
    };
  };
  const sweep = (body: object = {}, token?: string) =>
    decision.post('/v1/dormant-sweeps', body, token);
  const items = async (query = '') =>
    ok(await decision.get(`/v1/dormant-items${query}`)).data as ObjectLiteral[];
  const verify = (id: string, body: object, token?: string) =>
    decision.post(`/v1/dormant-items/${id}/verify`, body, token);
  const leaves = { finding: 'LEAVES', basis: 'D7_CLOSED', explanation: '经调卷，本案已终结执行。' };
  const stays = { finding: 'STAYS', explanation: '仍有未履行义务。' };
  const draft = (id: string, more: object = {}) =>
    decision.post(`/v1/dormant-items/${id}/draft`, {
      triggeredAt: '2021-05-06T01:00:00Z',
      facts: '本案已裁定终结执行，失信信息至今未删除。',
      decision: { ...aDraftBody(), ...more },
    });
  /** Sweeps some listings, and verifies them all to leave. */
  const verified = async (count: number) => {
    decision.registry.dormant = Array.from({ length: count }, () => dormant());
    ok(await sweep());
    const ids = (await items()).map(({ id }) => id as string).reverse();
    for (const id of ids) ok(await verify(id, leaves));
    return ids;
  };
  const batch = async (ids: string[], token?: string) =>
    decision.post('/v1/decisions/approve-batch', { ids }, token ?? (await decision.judge()));

  it('given sleeping listings on several pages, then each is one item, however often it is swept', async () => {
    const listings = [1, 2, 3, 4, 5].map(() => dormant());
    decision.registry.dormant = [...listings, dormant({ courtCode: '皖0103' })];
    expect(ok(await sweep())).toEqual({ found: 5, added: 5, next: null });
    const [one] = (await items()).slice(-1);
    expect(one).toMatchObject({
      id: expect.stringMatching(/^drm_/) as string,
      status: 'OPEN',
      listingId: listings[0]?.id,
      courtCode: COURT,
      caseNumber: '（2019）皖0104执123号',
      reasons: ['CASE_CLOSED', 'NO_ACTIVITY'],
      listingState: 'PUBLISHED',
      caseStatus: 'CLOSED',
      lastActivityAt: '2021-05-06T01:00:00.000Z',
      foundBy: OFFICER.sub,
      foundAt: NOON.toISOString(),
      finding: null,
      decisionId: null,
    });
    decision.registry.dormant = [
      ...listings.map(({ id }) => dormant({ id, reasons: ['TERM_ENDED'] })),
      dormant(),
    ];
    expect(ok(await sweep())).toMatchObject({ found: 6, added: 1 });
    const again = await items();
    expect(again).toHaveLength(6);
    // What the registry says now, for those that nobody has looked at yet.
    expect(again.at(-1)?.reasons).toEqual(['TERM_ENDED']);
    expect(await Promise.all([sweep(), sweep()])).toMatchObject([
      { body: { added: 0 } },
      { body: { added: 0 } },
    ]);
  });

  it.each(['failing', 'nonsense'] as const)(
    'given a registry that is %s, then 503 and no item',
    async (behaviour) => {
      decision.registry.dormant = [dormant()];
      decision.registry.behaviour = behaviour;
      expect(refusal(await sweep())).toEqual([503, 'REGISTRY_UNAVAILABLE']);
      decision.registry.behaviour = 'well';
      expect(await items()).toEqual([]);
    },
  );

  it('given somebody looks and it stays, then it is asked about again only when its day has come', async () => {
    decision.registry.dormant = [dormant()];
    ok(await sweep());
    const [item] = await items();
    const kept = ok(await verify(item?.id as string, stays));
    expect(kept).toMatchObject({
      status: 'KEPT',
      finding: 'STAYS',
      explanation: stays.explanation,
      verifiedBy: OFFICER.sub,
      // Six months, as this court has set.
      lookAgainOn: '2027-05-23',
    });
    expect(refusal(await verify(item?.id as string, leaves))).toEqual([
      409,
      'DORMANT_ITEM_SETTLED',
    ]);
    expect(ok(await sweep())).toMatchObject({ found: 1, added: 0 });
    decision.clock.set(new Date('2027-05-23T00:30:00+08:00'));
    expect(ok(await sweep())).toMatchObject({ found: 1, added: 1 });
    expect(await items('?status=OPEN')).toHaveLength(1);
  });

  it('given a verified case, then its draft is an application ex officio with a decision of its own', async () => {
    const [id = ''] = await verified(1);
    expect(await items('?status=VERIFIED')).toMatchObject([
      { id, basis: 'D7_CLOSED', finding: 'LEAVES' },
    ]);
    const drafted = ok(await draft(id), 201);
    expect(drafted).toMatchObject({ kind: 'REPAIR', status: 'DRAFTED', action: 'REMOVE' });
    const shown = await decision.show(drafted.id as string);
    expect(shown).toMatchObject({ basis: 'D7_CLOSED', drafter: OFFICER.sub });
    const application = await decision.application(shown.applicationId as string);
    expect(application).toMatchObject({ initiator: 'EX_OFFICIO', basis: 'D7_CLOSED' });
    expect(await items()).toMatchObject([{ id, status: 'DRAFTED', decisionId: drafted.id }]);
    expect(await decision.ledger(id)).toEqual(['dormant.verified', 'dormant.drafted']);
    expect(refusal(await draft(id))).toEqual([409, 'DORMANT_ITEM_SETTLED']);
    expect(refusal(await verify(id, stays))).toEqual([409, 'DORMANT_ITEM_SETTLED']);

    expect((await decision.approve(drafted.id as string)).status).toBe(200);
    expect(await items()).toMatchObject([{ id, status: 'DECIDED' }]);
    // The registry has not answered yet, and still names it.
    expect(ok(await sweep())).toMatchObject({ found: 1, added: 0 });
    const { order } = await decision.issued(drafted.id as string);
    await decision.hear('registry', appliedAs(order, 2));
    // It came back, and sleeps again.
    expect(ok(await sweep())).toMatchObject({ found: 1, added: 1 });
  });

  it('given the registry refuses the order, then the listing may come up again', async () => {
    const [id = ''] = await verified(1);
    const drafted = ok(await draft(id), 201).id as string;
    expect((await decision.approve(drafted)).status).toBe(200);
    const { order, digest } = await decision.issued(drafted);
    await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
    expect(ok(await sweep())).toMatchObject({ added: 1 });
  });

  it('given a draft that is withdrawn, then the case is verified again and drafted on the same application', async () => {
    const [id = ''] = await verified(1);
    const first = ok(await draft(id), 201).id as string;
    ok(await decision.post(`/v1/decisions/${first}/withdraw`, { reason: '理由有误' }));
    expect(await items()).toMatchObject([{ id, status: 'VERIFIED', decisionId: null }]);
    const second = ok(await draft(id), 201).id as string;
    expect((await decision.show(second)).applicationId).toBe(
      (await decision.show(first)).applicationId,
    );
    expect(await rowsIn('repair_application')).toHaveLength(1);
  });

  it('given a draft that fails, then nothing is marked, and the next try goes on', async () => {
    const [id = ''] = await verified(1);
    decision.registry.behaviour = 'failing';
    expect(refusal(await draft(id))).toEqual([503, 'REGISTRY_UNAVAILABLE']);
    decision.registry.behaviour = 'well';
    expect(await items()).toMatchObject([{ status: 'VERIFIED' }]);
    ok(await draft(id), 201);
  });

  it('given marking the item broke off, then the next try takes up the draft that is there', async () => {
    const [id = ''] = await verified(1);
    const drafted = ok(await draft(id), 201).id as string;
    await decision.rows(
      `UPDATE dormant_item SET status = 'VERIFIED', decision_id = NULL WHERE id = $1`,
      [id],
    );
    expect(ok(await draft(id), 201).id).toBe(drafted);
    expect(await items()).toMatchObject([{ status: 'DRAFTED', decisionId: drafted }]);
    expect(await rowsIn('decision')).toHaveLength(1);
  });

  it('given two draft at once, then one decision comes of it', async () => {
    const [id = ''] = await verified(1);
    const answers = await Promise.all([draft(id), draft(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await rowsIn('decision')).toHaveLength(1);
  });

  it('given what does not go together, then it is refused by name', async () => {
    decision.registry.dormant = [dormant()];
    ok(await sweep());
    const id = (await items())[0]?.id as string;
    for (const [answer, expected] of [
      [await draft(id), [409, 'NOT_VERIFIED']],
      [await verify(id, { ...leaves, basis: undefined }), [422, 'REQUIRED']],
      [await verify(id, { ...leaves, basis: 'T_TEMP_SHIELD' }), [422, 'IS_IN']],
      [await verify(id, { ...leaves, lookAgainOn: '2027-01-01' }), [422, 'STAYS_ONLY']],
      [await verify(id, { ...stays, basis: 'D7_CLOSED' }), [422, 'LEAVES_ONLY']],
      [await verify(id, { ...stays, lookAgainOn: '2026-11-23' }), [422, 'NOT_IN_FUTURE']],
      [
        await verify(id, { ...leaves, explanation: '340104190006150018' }),
        [422, 'ID_NUMBER_IN_TEXT'],
      ],
      [await draft(id, { outcome: 'DENY' }), [422, 'IS_IN']],
      [await verify(`drm_${ULID}`, leaves), [404, 'NOT_FOUND']],
      [await verify(id, leaves, await decision.as('officer', '皖0103')), [403, 'OTHER_COURT']],
      [await sweep({}, await decision.judge()), [403, 'ROLE']],
    ] as const) {
      expect(refusal(answer)).toEqual(expected);
    }
    const stranger = await decision.as('officer', '皖0103');
    expect(ok(await decision.get('/v1/dormant-items', stranger))).toEqual({ data: [], next: null });
    expect(refusal(await decision.get(`/v1/dormant-items/${id}`, stranger))).toEqual([
      403,
      'OTHER_COURT',
    ]);
  });

  describe('approving a batch', () => {
    const drafts = async (count: number) => {
      const made = [];
      for (const id of await verified(count)) made.push(ok(await draft(id), 201).id as string);
      return made;
    };

    it('given several drafts, then each becomes a decision with an order of its own', async () => {
      const ids = await drafts(3);
      const { results } = ok(await batch(ids)) as { results: ObjectLiteral[] };
      expect(results.map(({ id, result }) => [id as string, result as string])).toEqual(
        ids.map((id) => [id, 'APPROVED']),
      );
      expect(results[0]?.decision).toMatchObject({
        id: ids[0],
        status: 'APPROVED',
        approver: JUDGE.sub,
      });
      const orders = await rowsIn('repair_order');
      expect(new Set(orders.map((order) => order.decision_id as string))).toEqual(new Set(ids));
      expect(new Set(orders.map((order) => order.listing_id as string)).size).toBe(3);
      for (const id of ids) expect(await decision.ledger(id)).toContain('decision.approved');
      expect(await items('?status=DECIDED')).toHaveLength(3);
    });

    it('given some that may not, then they are refused one by one, and the others go through', async () => {
      const [first = '', second = ''] = await drafts(2);
      const own = await decision.as('judge', COURT, OFFICER.sub);
      const unknown = `dec_${ULID}`;
      expect(ok(await batch([first], own))).toMatchObject({
        results: [
          {
            id: first,
            result: 'REFUSED',
            problem: { status: 403, errors: [{ rule: 'OWN_DRAFT' }] },
          },
        ],
      });
      expect((await decision.approve(first)).status).toBe(200);
      expect(ok(await batch([first, unknown, second]))).toMatchObject({
        results: [
          {
            id: first,
            result: 'REFUSED',
            problem: { status: 409, detail: 'This has been decided.' },
          },
          { id: unknown, result: 'REFUSED', problem: { status: 404 } },
          { id: second, result: 'APPROVED' },
        ],
      });
      expect(await rowsIn('repair_order')).toHaveLength(2);
    });

    it('given another court’s judge, an officer, or no proper list, then nothing is approved', async () => {
      const [id = ''] = await drafts(1);
      const stranger = await batch([id], await decision.as('judge', '皖0103'));
      expect(ok(stranger)).toMatchObject({
        results: [{ problem: { errors: [{ rule: 'OTHER_COURT' }] } }],
      });
      expect(refusal(await batch([id], await decision.officer()))).toEqual([403, 'ROLE']);
      const many = Array.from(
        { length: 101 },
        (_, n) => `dec_01J9ZP0M3V6K8Q4T2R7X5W1${String(n).padStart(3, '0')}`,
      );
      for (const [ids, rule] of [
        [[], 'ARRAY_MIN_SIZE'],
        [many, 'ARRAY_MAX_SIZE'],
        [[id, id], 'ARRAY_UNIQUE'],
        [['lst_1'], 'IS_ID'],
      ] as const) {
        expect(refusal(await batch([...ids]))).toEqual([422, rule]);
      }
      expect(await rowsIn('repair_order')).toEqual([]);
    });
  });
});
