import { createHash } from 'node:crypto';
import type {
  Basis,
  DocumentType,
  Initiator,
  LiftBasis,
  ListingGround,
  RestrictionKind,
} from '#contracts';
import {
  call,
  type ApprovedDecision,
  type CourtTokens,
  type DraftedDecision,
  type Listing,
  type Page,
  type PersonSubject,
  type ServiceUrls,
  type UnitSubject,
} from '#stack';
import { request } from 'undici';
import { eventually } from '#testing';

const SECOND = 1000;

/** 承办人、法官、院长 */
export type Role = keyof CourtTokens;

export interface NewStoryListing {
  caseNumber: string;
  subject: (UnitSubject & { legalRepresentative?: string }) | PersonSubject;
  grounds?: ListingGround[];
  grace?: { until: string };
  performance?: 'NONE' | 'PARTIAL';
  restrictions?: {
    kind: RestrictionKind;
    boundRole: string;
    person?: { name: string; idNumber: string };
    decidedOn: string;
  }[];
  decidedOn?: string;
  filedOn?: string;
  imposedBy?: 'JUDGE' | 'PRESIDENT';
}

export interface Lift {
  restrictionId: string;
  basis: LiftBasis;
  until?: string;
}

/** What a draft may say; `openCases` is the officer's word on other open cases, with source and time. */
export interface Draft {
  reasons: string;
  openCases?: { found: boolean; source: string; queriedAt: string };
  shieldUntil?: string;
  liftRestrictions?: Lift[];
  [more: string]: unknown;
}

export interface Filing {
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  facts: string;
  triggeredAt?: string;
  [more: string]: unknown;
}

export interface Finding {
  rule: string;
  result: string;
  listings?: string[];
}

/** One paper of a decision. */
export interface Paper {
  id: string;
  type: DocumentType;
  number: string;
  status: 'RESERVED' | 'ISSUED';
  verificationCode: string;
  sha256: string;
}

export interface FiledApplication {
  id: string;
  status: string;
  findings: Finding[];
}

/** One court with its people, over HTTP as its own system would do it. */
export class StoryCourt {
  private caseNo = 100;

  constructor(
    readonly code: string,
    readonly urls: ServiceUrls,
    private readonly people: CourtTokens,
  ) {}

  /** The next case of this court: （2026）沪0112执101号. */
  nextCase(kind = '执'): string {
    return `（2026）${this.code}${kind}${++this.caseNo}号`;
  }

  /** 纳入失信被执行人名单 */
  list(listing: NewStoryListing): Promise<Listing> {
    return this.registry('officer', '/v1/listings', {
      grounds: ['L1_ABLE_BUT_REFUSES'],
      instrument: { number: `（2025）${this.code}民初456号`, maker: '本院' },
      duty: '支付货款 386,000 元及利息',
      performance: 'NONE',
      filedOn: '2026-01-15',
      decidedOn: '2026-03-02',
      ...listing,
    });
  }

  listing(id: string): Promise<Listing & Record<string, unknown>> {
    return call(`${this.urls.registry}/v1/listings/${id}`, { token: this.people.officer });
  }

  /** 基线导入：an export of the court's published list, as NDJSON. */
  async importList(rows: readonly object[]): Promise<{ id: string } & Record<string, unknown>> {
    const { statusCode, body } = await request(`${this.urls.registry}/v1/imports?mode=baseline`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.people.officer}`,
        'content-type': 'application/x-ndjson',
      },
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    });
    const answer = await body.text();
    if (statusCode !== 201) throw new Error(`the import was answered ${statusCode}: ${answer}`);
    return JSON.parse(answer) as { id: string };
  }

  /** What became of each row of an import. */
  async importReport(id: string): Promise<Record<string, unknown>[]> {
    const { body } = await request(`${this.urls.registry}/v1/imports/${id}/rows`, {
      headers: { authorization: `Bearer ${this.people.officer}` },
    });
    const lines = (await body.text()).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The court's listings under one case. */
  async ofCase(caseNumber: string): Promise<Listing[]> {
    const query = new URLSearchParams({ caseNumber });
    return (await this.registry<Page<Listing>>('officer', `/v1/listings?${query.toString()}`)).data;
  }

  /** 限制消费、限制出境措施 imposed in the case of a listing. */
  async restrictionsOf(listing: string): Promise<{ id: string; kind: string; state: string }[]> {
    const url = `${this.urls.registry}/v1/listings/${listing}/restrictions`;
    return (await call<{ data: never[] }>(url, { token: this.people.officer })).data;
  }

  /** 提出信用修复申请 */
  file(filing: Filing): Promise<FiledApplication> {
    return this.decisions('officer', '/v1/applications', {
      triggeredAt: now(),
      ...filing,
    });
  }

  /** 提交材料：a paper of one kind, as a PDF. */
  async handIn(application: string, kind: string): Promise<void> {
    const query = new URLSearchParams({ kind });
    const url = `${this.urls.decision}/v1/applications/${application}/materials?${query.toString()}`;
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.people.officer}`,
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${kind}.pdf"`,
      },
      body: aPaper(kind),
    });
    if (statusCode !== 201) throw new Error(`${kind}: ${statusCode} ${await body.text()}`);
    await body.dump();
  }

  /** One step of the procedure, by its address: `accept`, `consultation`, `panel`, … */
  step(
    application: string,
    name: string,
    body: object = {},
    by: Role = 'officer',
  ): Promise<FiledApplication> {
    return this.decisions(by, `/v1/applications/${application}/${name}`, body);
  }

  /** 信用承诺：an officer records what the debtor offers, a judge accepts it. */
  async takePromise(promise: object): Promise<{ id: string; status: string }> {
    const { id } = await this.decisions<{ id: string }>('officer', '/v1/commitments', promise);
    return this.decisions('judge', `/v1/commitments/${id}/accept`, {});
  }

  /** 拟办：准予 */
  draftGrant(application: string, draft: Draft): Promise<DraftedDecision> {
    return this.decisions('officer', `/v1/applications/${application}/decision`, {
      outcome: 'GRANT',
      openCases: { found: false, source: '人民法院执行案件流程信息管理系统', queriedAt: now() },
      ...draft,
    });
  }

  /** 拟办：驳回 */
  draftDenial(application: string, reasons: string): Promise<DraftedDecision> {
    return this.decisions('officer', `/v1/applications/${application}/decision`, {
      outcome: 'DENY',
      reasons,
    });
  }

  application(id: string): Promise<FiledApplication & Record<string, unknown>> {
    return call(`${this.urls.decision}/v1/applications/${id}`, { token: this.people.judge });
  }

  /** 批准：never by who drafted. */
  approve(decision: string, by: Role = 'judge'): Promise<ApprovedDecision> {
    return this.decisions(by, `/v1/decisions/${decision}/approve`, {});
  }

  decision(id: string): Promise<ApprovedDecision & Record<string, unknown>> {
    return call(`${this.urls.decision}/v1/decisions/${id}`, { token: this.people.judge });
  }

  /** Files, drafts, and has it approved by another person; then waits for the registry's answer. */
  async decide(filing: Filing, draft: Draft, by: Role = 'judge'): Promise<ApprovedDecision> {
    const application = await this.file(filing);
    const { id } = await this.draftGrant(application.id, draft);
    await this.approve(id, by);
    return this.answered(id);
  }

  /** Waits until the registry has answered the decision's order. */
  answered(decision: string): Promise<ApprovedDecision> {
    return eventually(async () => {
      const shown = await this.decision(decision);
      return shown.order.outcome !== null && shown;
    }, 30 * SECOND);
  }

  /** 撤销信用修复，恢复公布 */
  async revoke(decision: string, reasons: string, by: Role = 'judge'): Promise<ApprovedDecision> {
    const { id } = await this.decisions<DraftedDecision>(
      'officer',
      `/v1/decisions/${decision}/revoke`,
      { reasons, breachedAt: now() },
    );
    await this.approve(id, by);
    return this.answered(id);
  }

  /** 制作文书：papers of a decision, each made once. */
  async issue(decision: string, papers: object): Promise<Paper[]> {
    const path = `/v1/decisions/${decision}/documents`;
    return (await this.decisions<{ documents: Paper[] }>('officer', path, papers)).documents;
  }

  /** A paper's bytes, as they were issued. */
  async bytesOf({ id }: Paper): Promise<Buffer> {
    const { statusCode, body } = await request(`${this.urls.decision}/v1/documents/${id}/content`, {
      headers: { authorization: `Bearer ${this.people.officer}` },
    });
    if (statusCode !== 200) throw new Error(`the paper was answered ${statusCode}`);
    return Buffer.from(await body.arrayBuffer());
  }

  /** 扫码核验：what anybody learns who holds a paper, by the code behind its QR. */
  verify(code: string): Promise<Record<string, unknown> & { status: string }> {
    return call(`${this.urls.decision}/v1/verify/${code}`);
  }

  /** 核验文件：the same by a file that somebody was sent. */
  verifyFile(file: Buffer, code: string): Promise<{ status: string; matches?: boolean }> {
    const sha256 = createHash('sha256').update(file).digest('hex');
    const body = { sha256, code };
    return call(`${this.urls.decision}/v1/verify`, { method: 'POST', body });
  }

  /** A call of one of the court's people to the decision service. */
  decisions<Answer>(by: Role, path: string, body?: object): Promise<Answer> {
    return this.ask(`${this.urls.decision}${path}`, by, body);
  }

  /** A call of one of the court's people to the registry. */
  registry<Answer>(by: Role, path: string, body?: object): Promise<Answer> {
    return this.ask(`${this.urls.registry}${path}`, by, body);
  }

  private ask<Answer>(url: string, by: Role, body?: object): Promise<Answer> {
    const token = this.people[by];
    return call(url, body ? { method: 'POST', token, body } : { token });
  }
}

/** The least that is a PDF: what a scanner would hand in. */
function aPaper(kind: string): Buffer {
  return Buffer.from(
    `%PDF-1.4\n% ${kind}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
}

export function now(): string {
  return new Date().toISOString();
}

/** A day from today on, in China (YYYY-MM-DD). */
export function daysFromToday(days: number): string {
  const DAY = 24 * 60 * 60 * SECOND;
  const inChina = Date.now() + 8 * 60 * 60 * SECOND + days * DAY;
  return new Date(inChina).toISOString().slice(0, 10);
}
