import type { ObjectLiteral } from 'typeorm';
import { DecisionUnderTest, type Issued } from './decision-under-test.js';
import { COURT, NOON } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

const PERSON = {
  debtor: { type: 'PERSON', name: '周明远', maskedIdNumber: '3401041900****0018', sex: 'MALE' },
};
const CERTIFICATE = { types: ['REPAIR_CERTIFICATE'] };

describe('whoever holds a paper', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  it('given a certificate, then its code says what it is and that it is valid, without a token', async () => {
    const { decisionId } = await applied('T_TEMP_SHIELD');
    const document = await issue(decisionId, CERTIFICATE);
    const { status, body, headers } = await verify(document.verificationCode);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      status: 'valid',
      title: '信用修复证明',
      number: document.number,
      court: { code: '皖0104', name: '合肥市蜀山区人民法院' },
      date: '2026-11-23',
      caseNumber: '（2026）皖0104执123号',
      debtor: '合肥青禾建材有限公司',
      until: null,
      issuedAt: document.issuedAt,
      endedOn: null,
      supersededBy: null,
      isTermOver: false,
      isSealed: false,
      sha256: document.sha256,
      signature: document.signature,
    });
    // However it is typed.
    const typed = String(document.verificationCode).toLowerCase().replaceAll('-', ' ');
    expect((await verify(typed)).body).toEqual(body);
    expect((await ask(`/v1/verify?code=${String(document.verificationCode)}`)).body).toEqual(body);
  });

  it('given the file, then its digest is enough; an altered copy is unknown, and does not match its code', async () => {
    const { decisionId } = await applied();
    const { sha256, verificationCode: code } = await issue(decisionId, CERTIFICATE);
    expect((await byFile({ sha256 })).body).toMatchObject({ status: 'valid', sha256 });
    expect((await byFile({ sha256, code })).body).toMatchObject({ status: 'valid', matches: true });
    const altered = 'f'.repeat(64);
    expect((await byFile({ sha256: altered })).body).toEqual({ status: 'unknown' });
    expect((await byFile({ sha256: altered, code })).body).toMatchObject({
      matches: false,
      sha256,
    });
    const bad = await byFile({ sha256: 'x' });
    expect([bad.status, bad.body.errors[0].rule]).toEqual([422, 'IS_SHA256']);
  });

  it('given a code that nobody issued, or none at all, then the answer is always the same', async () => {
    const { decisionId } = await decision.issue('P_EARLY');
    const reserved = await decision.get(`/v1/decisions/${decisionId}/documents`);
    const asked = [
      'ZZZZ-ZZZZ-ZZZZ-ZZZZ',
      'x',
      '%00',
      '%E4%BD%A0',
      "'%20OR%201=1--",
      '3401041900061500',
      'a'.repeat(90),
      reserved.body.documents[0].id as string,
    ];
    for (const code of asked) {
      const { status, text } = await raw(`/v1/verify/${code}`);
      expect([code, status, text]).toEqual([code, 200, '{"status":"unknown"}']);
    }
    const byDigest = await byFile({ sha256: '0'.repeat(64), code: 'ZZZZZZZZZZZZZZZZ' });
    expect(byDigest.body).toEqual({ status: 'unknown' });
  });

  it('given a person, then the name is masked and the number is not there at all', async () => {
    const listing = decision.registry.list();
    decision.registry.record(listing, PERSON);
    const { decisionId } = await applied('P_EARLY', listing);
    const { verificationCode } = await issue(decisionId, CERTIFICATE);
    const { text } = await raw(`/v1/verify/${String(verificationCode)}`);
    expect(text).toContain('"debtor":"周某某"');
    expect(text).not.toContain('明远');
    expect(text).not.toContain('3401');
    expect((await page(verificationCode)).text).not.toMatch(/明远|3401/);
  });

  it('given a repair that is revoked, then its certificate is, from the approval on and not before', async () => {
    const { decisionId } = await applied('T_TEMP_SHIELD');
    const { verificationCode } = await issue(decisionId, CERTIFICATE);
    const breach = { reasons: '未按还款计划履行', breachedAt: '2026-11-23T03:00:00Z' };
    const { body } = await decision.post(`/v1/decisions/${decisionId}/revoke`, breach);
    expect((await verify(verificationCode)).body.status).toBe('valid');
    expect((await decision.approve(body.id as string)).status).toBe(200);
    expect((await verify(verificationCode)).body).toMatchObject({
      status: 'revoked',
      endedOn: '2026-11-23',
    });
    const refused = await decision.post(`/v1/decisions/${decisionId}/documents`, {
      types: ['REPAIR_NOTICE'],
    });
    expect(refused.body.errors[0].rule).toBe('PAPER_REVOKED');
    const revocation = await issue(body.id as string, { types: ['REVOCATION_DECISION'] });
    expect((await verify(revocation.verificationCode)).body).toMatchObject({
      status: 'valid',
      title: '撤销信用修复决定书',
    });
  });

  it('given a later certificate of the same listing, then the earlier one is superseded, and another listing’s is not', async () => {
    const listing = decision.registry.list();
    const first = await applied('T_TEMP_SHIELD', listing);
    const old = await issue(first.decisionId, CERTIFICATE);
    const other = await issue((await applied()).decisionId, CERTIFICATE);
    decision.registry.change(listing, { state: 'SHIELDED', version: 2 });
    const second = await decision.issue('D1_PERFORMED', listing);
    await decision.hear('registry', appliedAs(second.order, 3));
    const fresh = await issue(second.decisionId, CERTIFICATE);
    expect((await verify(old.verificationCode)).body).toMatchObject({
      status: 'superseded',
      supersededBy: fresh.number,
    });
    for (const { verificationCode } of [fresh, other]) {
      expect((await verify(verificationCode)).body.status).toBe('valid');
    }
  });

  it('given a decision that the registry refused, then its paper is ineffective, and no other is made', async () => {
    const { decisionId, order, digest } = await decision.issue('P_EARLY');
    const { verificationCode } = await issue(decisionId, { types: ['REPAIR_DECISION'] });
    expect((await verify(verificationCode)).body.status).toBe('valid');
    await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
    expect((await verify(verificationCode)).body).toMatchObject({
      status: 'ineffective',
      endedOn: '2026-11-23',
    });
    expect((await page(verificationCode)).text).toContain('未生效');
    for (const type of ['REPAIR_CERTIFICATE', 'REPAIR_NOTICE']) {
      expect(await refusal(decisionId, type)).toBe('PAPER_ORDER_REFUSED');
    }
    const unissued = await decision.issue('P_EARLY');
    const { digest: other } = unissued;
    await decision.hear(
      'registry',
      refusedAs(unissued.order, { reason: 'ILLEGAL_TRANSITION', digest: other }),
    );
    expect(await refusal(unissued.decisionId, 'REPAIR_DECISION')).toBe('PAPER_ORDER_REFUSED');
  });

  it('given a revocation that the registry refused, then the repair’s papers stand, and its own does not', async () => {
    const { decisionId } = await applied('T_TEMP_SHIELD');
    const certificate = await issue(decisionId, CERTIFICATE);
    const breach = { reasons: '未按还款计划履行', breachedAt: '2026-11-23T03:00:00Z' };
    const { body } = await decision.post(`/v1/decisions/${decisionId}/revoke`, breach);
    const id = body.id as string;
    expect((await decision.approve(id)).status).toBe(200);
    const revocation = await issue(id, { types: ['REVOCATION_DECISION'] });
    const { order, digest } = await decision.issued(id);
    await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
    expect((await verify(certificate.verificationCode)).body).toMatchObject({
      status: 'valid',
      endedOn: null,
    });
    expect((await verify(revocation.verificationCode)).body.status).toBe('ineffective');
    expect(await issue(decisionId, { types: ['REPAIR_NOTICE'] })).toMatchObject({
      validity: 'valid',
    });
  });

  it('given a denial that is overturned on review, then its paper is revoked', async () => {
    const application = await decision.apply('P_EARLY');
    const denial = { outcome: 'DENY', reasons: '未如实申报财产' };
    const { body } = await decision.step(application, 'decision', denial);
    const id = body.id as string;
    expect((await decision.approve(id)).status).toBe(200);
    const { verificationCode } = await issue(id, { types: ['REPAIR_DECISION'] });
    const shown = { title: '不予信用修复决定书', status: 'valid' };
    expect((await verify(verificationCode)).body).toMatchObject(shown);
    const served = { party: 'DEBTOR', method: 'DIRECT', servedAt: NOON.toISOString() };
    expect((await decision.post(`/v1/decisions/${id}/serve`, served)).status).toBe(200);
    await decision.step(application, 'review-request', { grounds: '已如实申报' });
    const reviewer = await decision.as('judge', COURT, 'judge-zhao');
    const outcome = { result: 'OVERTURNED', reasons: '有误' };
    expect((await decision.step(application, 'review', outcome, reviewer)).status).toBe(200);
    expect((await verify(verificationCode)).body).toMatchObject({ status: 'revoked' });
  });

  it('given a shield whose last day is over, then the certificate says that it speaks of the past', async () => {
    const application = await decision.apply('T_TEMP_SHIELD');
    const decisionId = await decision.draft(application, { shieldUntil: '2027-05-31' });
    expect((await decision.approve(decisionId)).status).toBe(200);
    await decision.hear('registry', appliedAs((await decision.issued(decisionId)).order, 2));
    const due = { kind: 'CERTIFICATE', dueAt: '2026-11-25T15:59:59.999Z' };
    expect((await decision.application(application)).certificate).toMatchObject({
      ...{ ...due, metAt: null },
    });
    const { verificationCode } = await issue(decisionId, CERTIFICATE);
    expect((await decision.application(application)).certificate).toMatchObject({
      ...{ ...due, metAt: decision.clock.now().toISOString() },
    });
    expect((await verify(verificationCode)).body).toMatchObject({
      ...{ status: 'valid', until: '2027-05-31', isTermOver: false },
    });
    const now = decision.clock.now();
    decision.clock.set(new Date('2027-05-31T16:00:00Z'));
    expect((await verify(verificationCode)).body).toMatchObject({ isTermOver: true });
    expect((await page(verificationCode)).text).toContain('屏蔽期限已过');
    decision.clock.set(now);
  });

  it('given a browser, then it gets a page in its language that runs nothing but its own', async () => {
    const { decisionId } = await applied();
    const { verificationCode, number, sha256 } = await issue(decisionId, CERTIFICATE);
    const chinese = await page(verificationCode);
    expect(chinese.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(chinese.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(chinese.text).toContain('<html lang="zh-CN">');
    for (const part of ['有效', number, '合肥市蜀山区人民法院', sha256]) {
      expect(chinese.text).toContain(String(part));
    }
    expect((await page(verificationCode, 'en')).text).toContain('Valid');
    expect((await page('x', 'en')).text).toContain('No document bears this code.');
    expect((await page('')).text).toContain('<form method="get">');
  });

  it('given a name with markup, then the page shows it as it is', async () => {
    const listing = decision.registry.list();
    const name = '合肥<script>alert(1)</script>公司';
    const uscc = '91340100TE5T000167';
    decision.registry.record(listing, { debtor: { type: 'UNIT', name, uscc } });
    const { decisionId } = await applied('P_EARLY', listing);
    const { verificationCode } = await issue(decisionId, CERTIFICATE);
    const { text } = await page(verificationCode);
    expect(text).toContain('合肥&lt;script&gt;alert(1)&lt;/script&gt;公司');
    expect(text).not.toContain('<script>alert');
  });

  async function applied(
    basis: 'P_EARLY' | 'T_TEMP_SHIELD' = 'P_EARLY',
    listing?: string,
  ): Promise<Issued> {
    const issued = await decision.issue(basis, listing);
    await decision.hear('registry', appliedAs(issued.order, 2));
    return issued;
  }

  async function refusal(decisionId: string, type: string): Promise<unknown> {
    const body = { types: [type] };
    const answer = await decision.post(`/v1/decisions/${decisionId}/documents`, body);
    expect(answer.status).toBe(409);
    return answer.body.errors[0].rule;
  }

  async function issue(decisionId: string, body: object): Promise<ObjectLiteral> {
    const answer = await decision.post(`/v1/decisions/${decisionId}/documents`, body);
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body.documents[0] as ObjectLiteral;
  }

  async function raw(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${decision.url}${path}`, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async function ask(path: string) {
    const { text, ...answer } = await raw(path);
    return { ...answer, body: JSON.parse(text) as ObjectLiteral };
  }

  function verify(code: unknown) {
    return ask(`/v1/verify/${encodeURIComponent(String(code))}`);
  }

  function page(code: unknown, language = 'zh-CN') {
    const path = code === '' ? '/v1/verify' : `/v1/verify/${String(code)}`;
    return raw(path, { accept: 'text/html,*/*;q=0.8', 'accept-language': language });
  }

  async function byFile(body: object) {
    const response = await fetch(`${decision.url}/v1/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as ObjectLiteral };
  }
});
