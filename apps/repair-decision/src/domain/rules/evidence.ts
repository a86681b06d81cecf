import type { CalendarDate } from '#calendar';
import type { Basis, Initiator, ListingGround } from '#contracts';

/**
 * What an application is examined on. Whatever is left out is not known, and a rule that needs it finds
 * `NEEDS_EVIDENCE`: nothing is taken to be absent because nobody looked.
 */
export interface Evidence {
  initiator: Initiator;
  listing: ListingFacts;
  /** Ids of the debtor's other live listings. */
  others: readonly string[] | 'UNAVAILABLE';
  openCases?: Attestation | undefined;
  /** By rule id. */
  attestations?: Readonly<Record<string, Attestation>> | undefined;
  /** Kinds of the materials on file. */
  materials?: readonly string[] | undefined;
  /** One per creditor asked. */
  creditorReplies?: readonly CreditorReply[] | undefined;
  commitment?: { signedOn: CalendarDate } | undefined;
  commitmentBreaches?: readonly { breachedOn: CalendarDate }[] | undefined;
  performance?: Performance | undefined;
  plan?: { instalments: readonly Instalment[] } | undefined;
  guarantee?: { fen: number } | undefined;
}

/** What the registry says of the listing. */
export interface ListingFacts {
  subjectType?: 'UNIT' | 'PERSON' | undefined;
  grounds?: readonly ListingGround[] | undefined;
  decidedOn?: CalendarDate | undefined;
  /** null: without a term (Art 1 item 1). */
  termEndsOn?: CalendarDate | null | undefined;
  /** The same debtor's listings that have ended. */
  earlier?: readonly EarlierListing[] | undefined;
}

export interface EarlierListing {
  endedOn: CalendarDate;
  basis?: Basis | null | undefined;
}

/** A person's word for what they looked up (the Pingdu step: 查询来源和查询时间). */
export interface Attestation {
  found: boolean;
  source: string;
  queriedAt: Date;
  by: string;
}

/** `SILENT`: the reply period is over; `PENDING`: it is still running. */
export interface CreditorReply {
  reply: 'CONSENTED' | 'OBJECTED' | 'SILENT' | 'PENDING';
}

/** In 分 (fen). */
export interface Performance {
  dueFen: number;
  paidFen: number;
}

export interface Instalment {
  dueOn: CalendarDate;
  fen: number;
}
