import type { DocumentType } from '#contracts';
import type { Validity } from './document.js';
import type { ServiceMethod } from './service.js';

/** What an issued paper has on top of its number. */
export interface Issue {
  issuedAt: Date;
  issuedBy: string;
  code: string;
  sha256: string;
  sizeBytes: number;
  pages: number;
  jws: string;
  keyId: string;
  template: string;
  seal: object;
  /** What it says, sealed: it names people. */
  facts: Uint8Array;
}

/** A paper of the register; `issue` is null while it is only numbered. */
export interface CourtDocument {
  id: string;
  courtCode: string;
  decisionId: string | null;
  commitmentId: string | null;
  listingId: string | null;
  type: DocumentType;
  number: string;
  addressees: string | null;
  reservedAt: Date;
  replaces: string | null;
  supersededBy: string | null;
  supersededAt: Date | null;
  /** When the registry refused the order of its decision. */
  refusedAt: Date | null;
  /** When an approved revocation, the review of a denial, or a promise's end took what it says away. */
  revokedAt: Date | null;
  validity: Validity;
  issue: Issue | null;
}

/** 送达回证: a paper reached somebody. */
export interface DocumentService {
  id: string;
  documentId: string;
  courtCode: string;
  recipient: string;
  /** Who took it, or what came back. */
  note: string | null;
  method: ServiceMethod;
  servedAt: Date;
  recordedBy: string;
  recordedAt: Date;
}
