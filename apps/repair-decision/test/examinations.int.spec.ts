import { OWN_RULES } from '../src/rules/rule-settings.js';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, OFFICER } from './domain-cases.js';
import { PDF } from './sample-files.js';
import { upload } from './uploads.js';

const SITUATION = 'PART_PERFORMANCE';
/** What that set requires. */
const PAPERS = ['APPLICATION_FORM', 'COMMITMENT', 'ASSET_REPORT', 'PERFORMANCE_PROOF', 'IDENTITY'];

describe('examining an application under a court’s own rules', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    // The part-performance example is put in force for the court, as a court would do it.
    decision = await DecisionUnderTest.start(undefined, undefined, {
      ...OWN_RULES,
      courts: { 'part-performance': [COURT] },
    });
  });
  afterAll(() => decision.stop());

  const apply = (listing = decision.registry.list()) =>
    decision.apply('T_TEMP_SHIELD', listing, { situation: SITUATION });
  const draft = (id: string, more: object = {}) =>
    decision.step(id, 'decision', {
      outcome: 'GRANT',
      reasons: '部分履行并提交计划',
      openCases: {
        found: false,
        source: '执行案件流程信息管理系统',
        queriedAt: '2026-11-23T03:00:00Z',
      },
      ...more,
    });
  const prepared = async (listing?: string) => {
    const id = await apply(listing);
    await handIn(id);
    await decision.step(id, 'accept');
    await decision.step(id, 'consultation', { question: '是否同意' });
    await decision.step(id, 'consultation/reply', { answer: 'CONSENTED', note: '同意' });
    return id;
  };

  it('given a step that the rules require and nobody took, then 409 names it', async () => {
    const id = await apply();
    const missing = await draft(id);
    expect(missing.status).toBe(409);
    expect(missing.body).toMatchObject({
      type: 'urn:yichu:problem:step-missing',
      errors: [{ rule: 'STEP_MISSING' }],
      step: 'acceptance',
    });
  });

  it('given papers that the rules require and nobody handed in, then 409 names each, at the acceptance and at the grant', async () => {
    const id = await apply();
    await handIn(id, PAPERS.slice(1));
    const refused = await decision.step(id, 'accept');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      type: 'urn:yichu:problem:materials-missing',
      errors: [{ rule: 'MATERIALS_MISSING' }],
      materials: [{ kind: 'APPLICATION_FORM', title: { zh: '信用修复申请书' } }],
    });
    expect((await decision.application(id)).status).toBe('SUBMITTED');

    const taken = await prepared();
    await hearPanel(taken);
    const { body } = await decision.get(`/v1/applications/${taken}/materials`);
    const [first] = body.data as { id: string; kind: string }[];
    await decision.post(`/v1/materials/${first?.id}/withdraw`, { reason: '误传' });
    const gone = await draft(taken);
    expect(gone.body).toMatchObject({
      errors: [{ rule: 'MATERIALS_MISSING' }],
      materials: [{ kind: first?.kind }],
    });
  });

  it('given an application, then it can be examined before anybody drafts, and nothing is written', async () => {
    const listing = decision.registry.list({
      restrictions: [{ id: 'rst_1', kind: 'SPENDING', state: 'ACTIVE', boundRole: 'DEBTOR' }],
    });
    const id = await apply(listing);
    const { status, body } = await decision.get(`/v1/applications/${id}/examination`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ruleSet: { id: 'part-performance' },
      missingStep: { step: 'acceptance' },
      restrictions: [{ id: 'rst_1', kind: 'SPENDING', state: 'ACTIVE', boundRole: 'DEBTOR' }],
    });
    expect((body.missingMaterials as object[]).length).toBeGreaterThan(0);
    const needed = (body.findings as { result: string; needs?: string[] }[]).filter(
      ({ result }) => result === 'NEEDS_EVIDENCE',
    );
    for (const { needs } of needed) expect(needs?.length).toBeGreaterThan(0);
    expect(await decision.ledger(id)).toEqual(['application.submitted']);
    const stranger = await decision.as('officer', '皖0103');
    expect((await decision.get(`/v1/applications/${id}/examination`, stranger)).status).toBe(403);
  });

  it('given a shield longer than the rules allow, then 422', async () => {
    const id = await prepared();
    await hearPanel(id);
    const { status, body } = await draft(id, { shieldUntil: '2099-12-31' });
    expect([status, body.errors]).toMatchObject([
      422,
      [{ field: 'shieldUntil', rule: 'SHIELD_TOO_LONG' }],
    ]);
  });

  it('given findings that bar a grant, then 409 names each with its source, and nothing is drafted', async () => {
    const id = await prepared();
    await hearPanel(id);
    const { status, body } = await draft(id);
    expect(status).toBe(409);
    expect(body.errors).toMatchObject([{ rule: 'FINDINGS_OPEN' }]);
    const findings = body.findings as { rule: string; result: string; legalSource: object }[];
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(['FAILED', 'NEEDS_EVIDENCE']).toContain(finding.result);
      expect(finding.legalSource).toMatchObject({ cite: expect.any(String) as string });
    }
    expect((await decision.application(id)).decisionId).toBeNull();
  });

  it('given each is set aside with a reason, then the draft says by whom and why, and what it was examined under', async () => {
    const id = await prepared();
    await hearPanel(id);
    const open = (await draft(id)).body.findings as { rule: string }[];
    const overrides = open.map(({ rule }) => ({ rule, reason: '承办法官当面核实' }));
    const drafted = await draft(id, { overrides });
    if (drafted.status === 422) {
      // What nobody may set aside is refused by name.
      expect(drafted.body.errors).toMatchObject([{ field: 'overrides', rule: 'NOT_OVERRIDABLE' }]);
      return;
    }
    expect(drafted.status).toBe(201);
    const shown = await decision.show(drafted.body.id as string);
    expect(shown.ruleSet).toMatchObject({
      id: 'part-performance',
      version: 1,
      digest: expect.stringMatching(/^sha256:/) as string,
    });
    const overridden = (
      shown.findings as { rule: string; result: string; override: object }[]
    ).filter(({ result }) => result === 'OVERRIDDEN');
    expect(overridden.map(({ rule }) => rule).sort()).toEqual(open.map(({ rule }) => rule).sort());
    for (const { override } of overridden) {
      expect(override).toMatchObject({ by: OFFICER.sub, reason: '承办法官当面核实' });
    }
  });

  it('given a rule that there is not, or one without a reason, then 422', async () => {
    const id = await prepared();
    await hearPanel(id);
    const unknown = await draft(id, { overrides: [{ rule: 'NOTHING', reason: '理由' }] });
    expect(unknown.body.errors).toMatchObject([{ field: 'overrides', rule: 'UNKNOWN_RULE' }]);
    const blank = await draft(id, { overrides: [{ rule: 'OTHER_LISTINGS', reason: ' ' }] });
    expect(blank.body.errors).toMatchObject([{ field: 'overrides.0.reason', rule: 'REQUIRED' }]);
  });

  it('given a court without rules of its own, then the national ones need no step, and bar nothing', async () => {
    const court = '皖0103';
    const officer = await decision.as('officer', court);
    const others = [decision.registry.list({ courtCode: court })];
    const listing = decision.registry.list({ courtCode: court, others });
    const application = await decision.post(
      '/v1/applications',
      {
        listingId: listing,
        initiator: 'DEBTOR',
        basis: 'T_TEMP_SHIELD',
        triggeredAt: '2026-11-20T01:00:00Z',
        facts: '部分履行',
      },
      officer,
    );
    expect(application.body).toMatchObject({ ruleSet: { id: 'national-discretion' } });
    const drafted = await decision.post(
      `/v1/applications/${String(application.body.id)}/decision`,
      {
        outcome: 'GRANT',
        reasons: '符合',
        openCases: { found: true, source: '系统', queriedAt: '2026-11-23T03:00:00Z' },
      },
      officer,
    );
    expect(drafted.status).toBe(201);
    const shown = await decision.get(`/v1/decisions/${String(drafted.body.id)}`, officer);
    expect(shown.body.findings).toMatchObject([
      { rule: 'OTHER_LISTINGS', result: 'FAILED', severity: 'NOTE', listings: others },
      { rule: 'OPEN_CASES', result: 'FAILED', severity: 'NOTE' },
    ]);
  });

  it('given a situation that the court has no rules for, then 422 names those it has', async () => {
    const { status, body } = await decision.post('/v1/applications', {
      listingId: decision.registry.list(),
      initiator: 'DEBTOR',
      basis: 'T_TEMP_SHIELD',
      situation: 'NOTHING_SUCH',
      triggeredAt: '2026-11-20T01:00:00Z',
      facts: '部分履行',
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: [{ field: 'situation', rule: 'UNKNOWN_SITUATION' }],
      situations: [SITUATION],
    });
  });

  async function handIn(id: string, kinds = PAPERS): Promise<void> {
    for (const kind of kinds) expect((await upload(decision, id, PDF, { kind })).status).toBe(201);
  }

  async function hearPanel(id: string): Promise<void> {
    const members = ['judge-a', 'judge-b', 'judge-c'];
    await decision.step(id, 'panel', { members, opinion: 'GRANT', reasons: '符合' });
  }
});
