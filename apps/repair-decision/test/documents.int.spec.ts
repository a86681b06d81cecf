import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource, type ObjectLiteral } from 'typeorm';
import { UnitOfWork } from '#messaging';
import { SignatureRefused, TrustedKeys, verifyDetached } from '#signing';
import { DocumentMaker } from '../src/documents/document-maker.js';
import { FactsEnvelope } from '../src/documents/facts-envelope.js';
import { TemplateSet } from '../src/documents/template/template-set.js';
import { objectName } from '../src/object-storage/object-name.js';
import { RegistryClient } from '../src/registry/registry-client.js';
import { DocumentRegister } from '../src/storage/document-register.js';
import { DocumentStore } from '../src/storage/document.store.js';
import { DocumentedMatters } from '../src/use-cases/documented-matter.js';
import { IssueDocuments } from '../src/use-cases/issue-documents.js';
import { IssueOnce } from '../src/use-cases/issue-once.js';
import { DecisionUnderTest, type Issued } from './decision-under-test.js';
import { COURT, OFFICER } from './domain-cases.js';
import { appliedAs } from './outcome-events.js';
import { readPaper, type ReadPaper } from './read-paper.js';

const OURS = fileURLToPath(new URL('../src/documents/templates', import.meta.url));
const HOUR = 60 * 60 * 1000;
const PERSON = {
  debtor: { type: 'PERSON', name: '周明远', maskedIdNumber: '3401041900****0018', sex: 'MALE' },
};
const ALL = { types: ['REPAIR_DECISION', 'REPAIR_CERTIFICATE', 'REPAIR_NOTICE'] };

describe('the papers of a decision', () => {
  let decision: DecisionUnderTest;
  let templates: string;
  beforeEach(async () => {
    templates = await mkdtemp(join(tmpdir(), 'yichu-templates-'));
    const settings = { templates, verificationUrl: 'https://court.example/v1/verify' };
    decision = await DecisionUnderTest.start(undefined, settings);
  });
  afterEach(async () => {
    await decision.stop();
    await rm(templates, { recursive: true });
  });

  it('given an approval, then its order names the papers, which are numbered and not made', async () => {
    const { order, decisionId } = await decision.issue('P_EARLY');
    const { body } = await decision.get(`/v1/decisions/${decisionId}/documents`);
    expect(body.documents).toMatchObject([
      { type: 'REPAIR_DECISION', number: '（2026）皖0104信修1号', status: 'RESERVED' },
      { type: 'REPAIR_NOTICE', number: '（2026）皖0104信修告1号', status: 'RESERVED' },
    ]);
    expect(order.data.documents).toEqual(
      body.documents.map(({ id: documentId, type, number }: ObjectLiteral) => ({
        ...{ documentId, type, number },
      })),
    );
    const content = await decision.get(`/v1/documents/${body.documents[0].id}/content`);
    expect([content.status, content.body.errors[0].rule]).toEqual([409, 'NOT_ISSUED']);
  });

  it('given an applied decision, when its papers are issued, then they are there with hash and signature', async () => {
    const { decisionId } = await applied();
    const documents = await issue(decisionId, ALL);
    expect(documents).toMatchObject([
      { type: 'REPAIR_DECISION', number: '（2026）皖0104信修1号', status: 'ISSUED' },
      { type: 'REPAIR_CERTIFICATE', number: '（2026）皖0104信修证1号', validity: 'valid' },
      { type: 'REPAIR_NOTICE', number: '（2026）皖0104信修告1号', seal: { applied: false } },
    ]);
    for (const document of documents) {
      const bytes = await download(document.id);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(document.sha256);
      expect(bytes.length).toBe(document.sizeBytes);
      const trusted = decision.part(TrustedKeys);
      const key = await verifyDetached(bytes, document.signature.jws, trusted);
      expect([key.owner, key.kid]).toEqual([`court:${COURT}`, document.signature.keyId]);
      const altered = Buffer.from(bytes);
      altered[200] = (altered[200] ?? 0) ^ 1;
      await expect(verifyDetached(altered, document.signature.jws, trusted)).rejects.toThrow(
        SignatureRefused,
      );
      const { text, qr } = await readPaper(bytes);
      expect(text).toContain(document.number);
      expect(text).toContain(document.verificationCode);
      expect(text).toContain('尚未加盖电子印章');
      expect(qr).toBe(
        `https://court.example/v1/verify/${document.verificationCode.replaceAll('-', '')}`,
      );
      expect(await decision.ledger(document.id)).toEqual(['document.issued', 'document.read']);
    }
  });

  it('given a paper, when it is asked for again, then it is the same, whatever has changed since', async () => {
    const { decisionId, order } = await applied();
    const [first] = await issue(decisionId, { types: ['REPAIR_CERTIFICATE'] });
    const bytes = await download(first?.id);
    decision.registry.record(order.data.listingRef, { duty: '另一项义务', ...PERSON });
    decision.clock.advance(48 * HOUR);
    await writeFile(
      join(templates, 'repair-certificate.zh-CN.md'),
      '# {{court}}\n## 信用修复证明（新版）\n> {{number}}\n\n新的内容。\n\n>> {{date}}\n',
    );
    await decision.restart();
    const [again] = await issue(decisionId, { types: ['REPAIR_CERTIFICATE'] });
    expect(again).toEqual(first);
    expect(Buffer.compare(await download(first?.id), bytes)).toBe(0);
    // A new paper is made from the new template.
    const other = await applied();
    const [next] = await issue(other.decisionId, { types: ['REPAIR_CERTIFICATE'] });
    expect((await paper(next?.id)).text).toContain('信用修复证明（新版）');
    expect(next?.template).not.toBe(first?.template);
  });

  it('given two first issues at once, then there is one paper', async () => {
    const { decisionId } = await applied();
    const ask = () => issue(decisionId, { types: ['REPAIR_CERTIFICATE', 'REPAIR_DECISION'] });
    const [one, ...others] = await Promise.all([ask(), ask(), ask(), ask()]);
    for (const other of others) expect(other).toEqual(one);
    const rows = await decision.rows(
      `SELECT type FROM court_document WHERE decision_id = $1 AND issued_at IS NOT NULL ORDER BY type`,
      [decisionId],
    );
    expect(rows.map(({ type }) => type as string)).toEqual([
      'REPAIR_CERTIFICATE',
      'REPAIR_DECISION',
    ]);
  });

  it('given two processes that make the same paper at once, then the first to commit issues it', async () => {
    const { decisionId } = await applied();
    const asked = {
      types: ['REPAIR_CERTIFICATE' as const],
      ...{ domains: null, recipients: [], signatories: {}, creditor: null, replaces: null },
    };
    const actor = { sub: OFFICER.sub, role: 'officer' as const, court: COURT };
    const issued = await Promise.all(
      [anotherProcess(), anotherProcess(), anotherProcess()].map((process) =>
        process.execute(decisionId, asked, actor),
      ),
    );
    expect(new Set(issued.flat().map((document) => document.issue?.sha256)).size).toBe(1);
    const [document] = issued[0] ?? [];
    expect(await decision.ledger(document?.id ?? '')).toEqual(['document.issued']);
    expect((await paper(document?.id)).text).toContain(document?.number);
  });

  it('given a registry that is away, then nothing is issued and nothing is numbered', async () => {
    const { decisionId } = await applied();
    const before = await documentRows();
    decision.registry.behaviour = 'failing';
    const refused = await post(decisionId, ALL);
    expect([refused.status, refused.body.errors[0].rule]).toEqual([503, 'REGISTRY_UNAVAILABLE']);
    decision.registry.behaviour = 'nonsense';
    expect((await post(decisionId, ALL)).status).toBe(503);
    expect(await documentRows()).toEqual(before);
    decision.registry.behaviour = 'well';
    expect((await post(decisionId, ALL)).status).toBe(201);
  });

  it('given an order that is not applied, then the decision can be issued, certificate and notice not yet', async () => {
    const { decisionId } = await decision.issue('P_EARLY');
    for (const type of ['REPAIR_CERTIFICATE', 'REPAIR_NOTICE']) {
      const { status, body } = await post(decisionId, { types: [type] });
      expect([status, body.errors[0].rule]).toEqual([409, 'PAPER_NOT_APPLIED']);
    }
    expect(await issue(decisionId, { types: ['REPAIR_DECISION'] })).toHaveLength(1);
  });

  it('given an end in the grace, then no agency is told, and nobody can be put back', async () => {
    const listing = decision.registry.list({ state: 'GRACE' });
    const { decisionId, order } = await decision.issue('P_EARLY', listing);
    await decision.hear('registry', appliedAs(order, 2, { announced: false }));
    const { status, body } = await post(decisionId, { types: ['REPAIR_NOTICE'] });
    expect([status, body.errors[0].rule]).toEqual([409, 'PAPER_NOT_ANNOUNCED']);
    expect(await issue(decisionId, { types: ['REPAIR_CERTIFICATE'] })).toHaveLength(1);
    const breach = { reasons: '未按计划履行', breachedAt: '2026-11-22T04:00:00Z' };
    const revocation = await decision.post(`/v1/decisions/${decisionId}/revoke`, breach);
    expect([revocation.status, revocation.body.errors[0].rule]).toEqual([409, 'NOT_RESTORABLE']);
  });

  it('given who may not, then nothing is issued', async () => {
    const { decisionId } = await applied();
    const path = `/v1/decisions/${decisionId}/documents`;
    const other = await decision.as('officer', '皖0103');
    expect((await decision.post(path, ALL, other)).status).toBe(403);
    expect((await decision.post(path, ALL, await decision.as('operations'))).status).toBe(403);
    const [document] = await issue(decisionId, ALL);
    expect((await decision.get(`/v1/documents/${document?.id}/content`, other)).status).toBe(403);
    expect((await decision.get(`/v1/documents/${document?.id}`, other)).status).toBe(403);
    const draft = await decision.draft(await decision.apply('P_EARLY'));
    const { body } = await post(draft, { types: ['REPAIR_DECISION'] });
    expect(body.errors[0].rule).toBe('PAPER_NOT_APPROVED');
  });

  it('given a mistake in a paper, when it is replaced, then the old one is superseded by a new number', async () => {
    const { decisionId } = await applied();
    const [old] = await issue(decisionId, { types: ['REPAIR_DECISION'] });
    const replaces = { documentId: old?.id, reason: '署名有误' };
    const again = {
      types: ['REPAIR_DECISION'],
      signatories: { presidingJudge: '王强', judges: [{ name: '李明华' }] },
    };
    const path = `/v1/decisions/${decisionId}/documents`;
    const byOfficer = await decision.post(path, { ...again, replaces });
    expect([byOfficer.status, byOfficer.body.errors[0].rule]).toEqual([403, 'JUDGE_REPLACES']);
    const [fresh] = await issue(decisionId, { ...again, replaces }, await decision.judge());
    expect(fresh).toMatchObject({ number: '（2026）皖0104信修2号', replaces: old?.id });
    const twice = await issue(decisionId, { ...again, replaces }, await decision.president());
    expect(twice[0]?.id).toBe(fresh?.id);
    expect((await decision.get(`/v1/documents/${old?.id}`)).body).toMatchObject({
      validity: 'superseded',
      supersededBy: fresh?.id,
    });
    // Without a wish to replace, what stands is given back.
    expect((await issue(decisionId, { types: ['REPAIR_DECISION'] }))[0]?.id).toBe(fresh?.id);
    expect((await paper(fresh?.id)).text).toContain('审判长王强');
  });

  it('given agencies one after the other, then each notice is its own paper and none replaces another', async () => {
    const { decisionId } = await applied();
    const bidding = {
      types: ['REPAIR_NOTICE'],
      domains: ['BIDDING'],
      recipients: [{ name: '合肥市公共资源交易监督管理局' }],
    };
    const [first] = await issue(decisionId, bidding);
    const [second] = await issue(decisionId, {
      ...bidding,
      domains: ['FINANCING_AND_CREDIT'],
      recipients: [{ name: '中国人民银行安徽省分行' }],
    });
    expect([first?.number, second?.number]).toEqual([
      '（2026）皖0104信修告1号',
      '（2026）皖0104信修告2号',
    ]);
    expect((await issue(decisionId, bidding))[0]?.id).toBe(first?.id);
    expect(second?.validity).toBe('valid');
    const { text } = await paper(second?.id);
    expect(text).toContain('中国人民银行安徽省分行：');
    expect(text).toContain('在融资信贷等方面，不应再因本案予以信用惩戒');
  });

  it('given domains that nobody decided, then no paper says them', async () => {
    const application = await decision.apply('P_EARLY');
    const decisionId = await decision.draft(application, {
      sanctionDomains: ['BIDDING', 'FINANCING_AND_CREDIT'],
    });
    expect((await decision.approve(decisionId)).status).toBe(200);
    await decision.hear('registry', appliedAs((await decision.issued(decisionId)).order, 2));
    for (const type of ALL.types) {
      const { status, body } = await post(decisionId, {
        types: [type],
        domains: ['BIDDING', 'MARKET_ACCESS'],
      });
      expect([status, body.errors]).toMatchObject([
        422,
        [{ field: 'domains', rule: 'DOMAIN_NOT_DECIDED' }],
      ]);
    }
    // What is chosen is the notice's; the decision and the certificate say what was decided.
    const papers = await issue(decisionId, { ...ALL, domains: ['BIDDING'] });
    const texts = await Promise.all(papers.map(async ({ id }) => (await paper(id)).text));
    expect(texts).toEqual([
      expect.stringContaining('在招标投标、融资信贷等方面'),
      expect.stringContaining('在招标投标、融资信贷等方面'),
      expect.stringContaining('在招标投标等方面'),
    ]);
  });

  it('given a creditor who asked, then the decision is made with their name only', async () => {
    const listing = decision.registry.list();
    const application = await decision.apply('P_EARLY', listing, { initiator: 'CREDITOR' });
    const decisionId = await decision.draft(application);
    expect((await decision.approve(decisionId)).status).toBe(200);
    const nameless = await post(decisionId, { types: ['REPAIR_DECISION'] });
    expect([nameless.status, nameless.body.errors]).toMatchObject([
      422,
      [{ field: 'creditorName', rule: 'CREDITOR_NAME_MISSING' }],
    ]);
    const [made] = await issue(decisionId, {
      ...{ types: ['REPAIR_DECISION'], creditorName: '安徽某某物资有限公司' },
    });
    expect((await paper(made?.id)).text).toContain('申请人（申请执行人）：安徽某某物资有限公司');
  });

  it('given a service, then it is on the record of the paper', async () => {
    const { decisionId } = await applied();
    const [document] = await issue(decisionId, { types: ['REPAIR_DECISION'] });
    const path = `/v1/documents/${document?.id}/services`;
    const served = { recipient: '周明远', method: 'DIRECT', servedAt: '2026-11-23T05:00:00Z' };
    expect((await decision.post(path, served)).body.errors[0].rule).toBe('IN_FUTURE');
    const early = { ...served, servedAt: '2026-11-23T03:00:00Z' };
    expect((await decision.post(path, early)).body.errors[0].rule).toBe('BEFORE_ISSUE');
    decision.clock.advance(2 * HOUR);
    expect((await decision.post(path, { ...served, note: '本人签收' })).status).toBe(201);
    const { body } = await decision.get(`/v1/documents/${document?.id}`);
    expect(body.services).toMatchObject([
      { recipient: '周明远', method: 'DIRECT', servedAt: '2026-11-23T05:00:00.000Z' },
    ]);
    const hidden = await decision.get(
      `/v1/documents/${document?.id}`,
      await decision.as('operations'),
    );
    expect(hidden.body.services).toEqual([]);
    expect(await decision.ledger(document?.id)).toEqual(['document.issued', 'document.served']);
  });

  it('given a person, then no row and no ledger entry holds the name', async () => {
    const listing = decision.registry.list();
    decision.registry.record(listing, PERSON);
    const { decisionId } = await applied('P_EARLY', listing);
    const [document] = await issue(decisionId, ALL);
    decision.clock.advance(HOUR);
    await decision.post(`/v1/documents/${document?.id}/services`, {
      ...{ recipient: '周明远', method: 'POST', servedAt: '2026-11-23T04:30:00Z' },
    });
    expect((await paper(document?.id)).text).toContain('周明远');
    const tables = ['court_document', 'document_service', 'document_series', 'ledger', 'outbox'];
    for (const table of tables) {
      const rows = await decision.rows(`SELECT ${table}::text AS row FROM ${table}`);
      const text = rows.map(({ row }) => row as string).join();
      expect(text).not.toContain('周明远');
      expect(text).not.toContain('****0018');
      expect(text).not.toContain(Buffer.from('周明远').toString('hex'));
    }
  });

  it('given an issued row, when somebody changes it by hand, then Postgres refuses', async () => {
    const { decisionId } = await applied();
    const [document] = await issue(decisionId, { types: ['REPAIR_DECISION'] });
    await expect(
      decision.rows(`UPDATE court_document SET sha256 = 'x' WHERE id = $1`, [document?.id]),
    ).rejects.toThrow('is issued and never changes');
  });

  it('given the register, then it lists every number, newest first', async () => {
    const { decisionId } = await applied();
    await issue(decisionId, { types: ['REPAIR_CERTIFICATE'] });
    const { body } = await decision.get('/v1/documents?limit=2');
    expect(body.data).toMatchObject([
      { type: 'REPAIR_CERTIFICATE', status: 'ISSUED' },
      { type: 'REPAIR_NOTICE', status: 'RESERVED' },
    ]);
    const rest = await decision.get(`/v1/documents?after=${String(body.next)}`);
    expect(rest.body).toMatchObject({ data: [{ type: 'REPAIR_DECISION' }], next: null });
  });

  it('given the object store without a paper, then the answer says so, and another is not made', async () => {
    const { decisionId } = await applied();
    const [document] = await issue(decisionId, { types: ['REPAIR_DECISION'] });
    expect((await readFile(objectFile(document?.sha256))).length).toBe(document?.sizeBytes);
    await rm(objectFile(document?.sha256));
    const { status, body } = await decision.get(`/v1/documents/${document?.id}/content`);
    expect([status, body.errors[0].rule]).toEqual([503, 'OBJECT_STORE_UNAVAILABLE']);
    expect((await issue(decisionId, { types: ['REPAIR_DECISION'] }))[0]?.id).toBe(document?.id);
  });

  /** As a second instance of the service would have it: nothing is shared but database and objects. */
  function anotherProcess(): IssueDocuments {
    const once = new IssueOnce(
      decision.part(DataSource),
      decision.part(UnitOfWork),
      decision.part(DocumentStore),
      decision.part(DocumentRegister),
      decision.part(DocumentMaker),
      decision.part(FactsEnvelope),
      decision.clock,
    );
    return new IssueDocuments(
      decision.part(DataSource),
      decision.part(DocumentedMatters),
      once,
      decision.part(RegistryClient),
      TemplateSet.load(OURS, null),
    );
  }

  async function applied(basis: 'P_EARLY' | 'T_TEMP_SHIELD' = 'P_EARLY', listing?: string) {
    const issued: Issued = await decision.issue(basis, listing);
    await decision.hear('registry', appliedAs(issued.order, 2));
    return issued;
  }

  function post(decisionId: string, body: object, token?: string) {
    return decision.post(`/v1/decisions/${decisionId}/documents`, body, token);
  }

  async function issue(decisionId: string, body: object, token?: string): Promise<ObjectLiteral[]> {
    const answer = await post(decisionId, body, token);
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body.documents as ObjectLiteral[];
  }

  async function download(id: unknown): Promise<Buffer> {
    const response = await fetch(`${decision.url}/v1/documents/${String(id)}/content`, {
      headers: { authorization: `Bearer ${await decision.officer()}` },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    return Buffer.from(await response.arrayBuffer());
  }

  async function paper(id: unknown): Promise<ReadPaper> {
    return readPaper(await download(id));
  }

  function documentRows(): Promise<ObjectLiteral[]> {
    return decision.rows('SELECT id, issued_at FROM court_document ORDER BY id');
  }

  function objectFile(sha256: unknown): string {
    return join(decision.objects, objectName(`sha256:${String(sha256)}`));
  }
});
