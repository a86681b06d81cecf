import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_RULES } from '../src/rules/rule-settings.js';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT } from './domain-cases.js';
import { appliedAs } from './outcome-events.js';

const ATTESTED = [
  'OBSTRUCTION_CONVICTION',
  'SANCTION_NOT_SERVED',
  'ASSETS_HIDDEN',
  'FALSE_PAPERS',
  'LIVELIHOOD_DEBT',
];

/** What an officer looked up, rule by rule; whatever is `found` speaks against the debtor. */
function attestations(found: string[] = []) {
  return ATTESTED.map((rule) => ({
    rule,
    found: found.includes(rule),
    source: '本院执行案件系统',
    queriedAt: '2026-11-23T03:00:00Z',
  }));
}

describe('a court with a negative list (负面清单)', () => {
  let folder: string;
  let decision: DecisionUnderTest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yichu-rules-'));
    await cp(OWN_RULES.folder, folder, { recursive: true });
    await writeFile(join(folder, 'own.yaml'), await ownSet());
    decision = await DecisionUnderTest.start(undefined, undefined, { folder, courts: {} });
  });
  afterAll(async () => {
    await decision.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The example for a creditor's request, as this court uses it for early deletion. */
  async function ownSet(): Promise<string> {
    const text = await readFile(join(folder, 'creditor-consent.v1.yaml'), 'utf8');
    return text
      .replace('\ncourts: []', `\ncourts: [${COURT}]`)
      .replace('id: creditor-consent', 'id: own')
      .replace('- D3_CREDITOR_REQUEST', '- P_EARLY')
      .replace('required: true', 'required: false')
      .replace('panel:\n    required: true', 'panel:\n    required: false')
      .replace('materialsPresent: [CREDITOR_CONSENT]', 'initiatedBy: [CREDITOR]');
  }

  const list = (more: object = {}) =>
    decision.registry.list({
      decidedOn: '2026-03-02',
      grounds: ['L1_ABLE_BUT_REFUSES'],
      earlier: [],
      ...more,
    });
  const apply = (listing: string) => decision.apply('P_EARLY', listing, { initiator: 'CREDITOR' });
  const refuse = async (application: string, more: object) => {
    const path = `/v1/applications/${application}/decision`;
    const { status, body } = await decision.post(path, { ...aDraft(), ...more });
    const findings = (body.findings ?? []) as { rule: string; result: string }[];
    return { status, rules: findings.map(({ rule, result }) => `${rule} ${result}`), body };
  };
  const aDraft = () => ({
    outcome: 'GRANT',
    reasons: '申请执行人书面申请',
    openCases: { found: false, source: '执行案件系统', queriedAt: '2026-11-23T03:00:00Z' },
  });

  it('given that nobody looked, then nothing is granted, and each finding says what it needs', async () => {
    const refusal = await refuse(await apply(list()), {});
    expect(refusal).toMatchObject({
      status: 409,
      rules: ATTESTED.map((rule) => `${rule} NEEDS_EVIDENCE`),
    });
  });

  it('given a forged paper, then nothing is granted, and nobody may set it aside', async () => {
    const application = await apply(list());
    const said = { attestations: attestations(['FALSE_PAPERS']) };
    expect(await refuse(application, said)).toMatchObject({
      status: 409,
      rules: ['FALSE_PAPERS FAILED'],
    });
    const overrides = [{ rule: 'FALSE_PAPERS', reason: '情节轻微' }];
    const { status, body } = await refuse(application, { ...said, overrides });
    expect([status, body.errors]).toMatchObject([422, [{ rule: 'NOT_OVERRIDABLE' }]]);
  });

  it('given a debtor listed again too soon, then the registry’s own dates say so', async () => {
    const listing = list({ earlier: [{ id: 'lst_0', endedAt: '2025-09-01T02:00:00Z' }] });
    expect(await refuse(await apply(listing), { attestations: attestations() })).toMatchObject({
      status: 409,
      rules: ['RELISTED FAILED'],
    });
  });

  it('given a repair that was broken on a listing that has ended, then it is remembered', async () => {
    const ended = list();
    const { decisionId } = await complete(ended);
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, {
      reasons: '违反信用承诺',
      breachedAt: '2026-11-23T04:00:00Z',
    });
    const president = await decision.president();
    expect((await decision.approve(draft.body.id as string, president)).status).toBe(200);
    const said = { attestations: attestations() };
    const earlier = [{ id: ended, endedAt: '2024-09-01T02:00:00Z', basis: 'E_TERM_EXPIRED' }];
    expect(await refuse(await apply(list({ earlier })), said)).toMatchObject({
      status: 409,
      rules: ['COMMITMENT_BREACHED FAILED'],
    });
    // Nor is it forgotten because nobody can tell which listings there were.
    const unread = await apply(list({ earlier: [{ endedAt: '2024-09-01T02:00:00Z' }] as never }));
    expect(await refuse(unread, said)).toMatchObject({
      status: 409,
      rules: ['COMMITMENT_BREACHED NEEDS_EVIDENCE', 'RELISTED NEEDS_EVIDENCE'],
    });
  });

  /** A repair that took effect. */
  async function complete(listing: string) {
    const id = await decision.draft(await apply(listing), { attestations: attestations() });
    expect((await decision.approve(id, await decision.president())).status).toBe(200);
    const issued = await decision.issued(id);
    await decision.hear('registry', appliedAs(issued.order, 2));
    return issued;
  }

  it('given another listing that is set aside, then what was found stays, and the president signs', async () => {
    const application = await apply(list({ others: ['lst_2'] }));
    const id = await decision.draft(application, {
      attestations: attestations(),
      overrides: [{ rule: 'OTHER_LISTINGS', reason: '另案已提供足额担保' }],
    });
    const { findings, ruleSet } = await decision.show(id);
    expect(ruleSet).toMatchObject({ id: 'own', version: 1 });
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'OTHER_LISTINGS',
        result: 'OVERRIDDEN',
        listings: ['lst_2'],
        override: {
          by: 'officer-li',
          reason: '另案已提供足额担保',
          at: expect.any(String) as string,
          original: 'FAILED',
        },
      }),
    );
    expect((await decision.approve(id)).status).toBe(403);
    expect((await decision.approve(id, await decision.president())).status).toBe(200);
  });
});
