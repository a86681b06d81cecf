import { call } from './http-call.js';
import type {
  Application,
  ApprovedDecision,
  DraftedDecision,
  Listing,
  NewApplication,
  NewDecision,
  NewListing,
  ServiceUrls,
  StaffTokens,
} from './wire.js';

/** A court at work over HTTP: its officer files and drafts, its judge approves (never the same person). */
export class Court {
  constructor(
    private readonly urls: ServiceUrls,
    private readonly tokens: Pick<StaffTokens, 'officer' | 'judge'>,
  ) {}

  publish(listing: NewListing): Promise<Listing> {
    return this.asOfficer(`${this.urls.registry}/v1/listings`, listing);
  }

  apply(application: NewApplication): Promise<Application> {
    return this.asOfficer(`${this.urls.decision}/v1/applications`, application);
  }

  draft(applicationId: string, decision: NewDecision): Promise<DraftedDecision> {
    const url = `${this.urls.decision}/v1/applications/${applicationId}/decision`;
    return this.asOfficer(url, decision);
  }

  /** A revocation is drafted like any decision and approved by another person. */
  revoke(
    decisionId: string,
    breach: { reasons: string; breachedAt: string },
  ): Promise<DraftedDecision> {
    return this.asOfficer(`${this.urls.decision}/v1/decisions/${decisionId}/revoke`, breach);
  }

  approve(decisionId: string): Promise<ApprovedDecision> {
    return call(`${this.urls.decision}/v1/decisions/${decisionId}/approve`, {
      method: 'POST',
      token: this.tokens.judge,
      body: {},
    });
  }

  decision(decisionId: string): Promise<ApprovedDecision> {
    return call(`${this.urls.decision}/v1/decisions/${decisionId}`, { token: this.tokens.judge });
  }

  private asOfficer<Answer>(url: string, body: object): Promise<Answer> {
    return call(url, { method: 'POST', token: this.tokens.officer, body });
  }
}
