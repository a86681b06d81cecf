import { Court, type ApprovedDecision, type Listing, type NewListing } from '#stack';
import type { Ready } from './ready-demo.js';

type Repair = 'D1_PERFORMED' | 'P_EARLY' | 'T_TEMP_SHIELD';

/** The court of the demo, with its two people, for stories that go on after the demo's own cases. */
export class CourtAtWork {
  readonly court: Court;
  private caseNo = 7000;

  constructor({ urls, tokens }: Ready) {
    this.court = new Court(urls, tokens);
  }

  list(change: Partial<NewListing> = {}): Promise<Listing> {
    return this.court.publish(this.aListing(change));
  }

  aListing(change: Partial<NewListing> = {}): NewListing {
    return {
      caseNumber: `（2026）皖0104执${this.caseNo++}号`,
      subject: { type: 'UNIT', name: '合肥试行贸易有限公司', uscc: '91340100TE5T000167' },
      grounds: ['L1_ABLE_BUT_REFUSES'],
      instrument: { number: '（2025）皖0104民初456号', maker: '合肥市蜀山区人民法院' },
      duty: '支付货款 12,000 元',
      performance: 'NONE',
      filedOn: '2026-01-15',
      decidedOn: '2026-03-02',
      ...change,
    };
  }

  /** Files, drafts and approves by two people. */
  async repair(listingId: string, basis: Repair = 'D1_PERFORMED'): Promise<ApprovedDecision> {
    const decisionId = await this.draft(listingId, basis);
    return this.court.approve(decisionId);
  }

  async draft(listingId: string, basis: Repair = 'D1_PERFORMED'): Promise<string> {
    const now = new Date().toISOString();
    const application = await this.court.apply({
      listingId,
      initiator: 'DEBTOR',
      basis,
      triggeredAt: now,
      facts: '义务已履行完毕。',
    });
    const draft = await this.court.draft(application.id, {
      outcome: 'GRANT',
      reasons: '符合规定第十条第一款第（一）项。',
      openCases: { found: false, source: '执行案件流程信息管理系统', queriedAt: now },
    });
    return draft.id;
  }

  async revoke(decisionId: string): Promise<ApprovedDecision> {
    const draft = await this.court.revoke(decisionId, {
      reasons: '违反信用承诺。',
      breachedAt: new Date().toISOString(),
    });
    return this.court.approve(draft.id);
  }
}
