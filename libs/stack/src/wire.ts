import type { Basis, Initiator, ListingGround, ListingState, OrderAction } from '#contracts';

/** The three services by the names that the wire uses for them. */
export type Duty = 'decision' | 'registry' | 'publisher';

/** Where the three services are. */
export type ServiceUrls = Record<Duty, string>;

/** Bearer tokens of the people (and of one officer elsewhere, to show that courts are kept apart). */
export interface StaffTokens {
  officer: string;
  judge: string;
  operations: string;
  otherCourtOfficer: string;
}

export interface UnitSubject {
  type: 'UNIT';
  name: string;
  uscc: string;
}

export interface PersonSubject {
  type: 'PERSON';
  name: string;
  idNumber: string;
}

/** Body of `POST {registry}/v1/listings`. */
export interface NewListing {
  caseNumber: string;
  subject: UnitSubject | PersonSubject;
  grounds: ListingGround[];
  instrument: { number: string; maker: string };
  duty: string;
  performance: 'NONE' | 'PARTIAL';
  filedOn: string;
  decidedOn: string;
}

export interface Listing {
  id: string;
  version: number;
  state: ListingState;
  courtCode: string;
}

/** Body of `POST {decision}/v1/applications`. */
export interface NewApplication {
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  triggeredAt: string;
  facts: string;
}

export interface Application {
  id: string;
  status: string;
}

/** Body of `POST {decision}/v1/applications/{id}/decision`. */
export interface NewDecision {
  outcome: 'GRANT';
  reasons: string;
  openCases: { found: boolean; source: string; queriedAt: string };
  shieldUntil?: string;
}

export interface DraftedDecision {
  id: string;
  kind: 'REPAIR' | 'REVOCATION';
  status: 'DRAFTED';
  action: OrderAction;
}

export interface ApprovedDecision {
  id: string;
  kind: 'REPAIR' | 'REVOCATION';
  status: string;
  approvedAt: string;
  order: {
    id: string;
    orderNo: number;
    action: OrderAction;
    outcome: { result: 'APPLIED'; version: number } | { result: 'REFUSED'; reason: string } | null;
  };
  exceptions: string[];
  propagation: { expected: number; verified: number; contradicted: number; overdue: number };
}

export type ObligationState =
  | 'expected'
  | 'delivered'
  | 'applied'
  | 'verified'
  | 'closed'
  | 'attested'
  | 'superseded'
  | 'nacked'
  | 'not_held'
  | 'ambiguous'
  | 'contradicted';

/** One change × one subscriber, as `GET {publisher}/v1/obligations` shows it. */
export interface Obligation {
  id: string;
  subscriber: string;
  listing: string;
  /** Where it is about a restriction of the listing's case; `version` is then the restriction's. */
  restriction: string | null;
  version: number;
  eventId: string;
  eventType: string;
  offset: number;
  state: ObligationState;
  flags: string[];
  supersededBy: number | null;
  deliveredAt: string | null;
  appliedAt: string | null;
  verifiedAt: string | null;
  applyBy: string | null;
  lastLook: { at: string; result: string; reason: string | null } | null;
}

export interface Page<Item> {
  data: Item[];
  next: string | null;
}
