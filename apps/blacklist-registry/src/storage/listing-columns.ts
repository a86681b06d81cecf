import { isRemovalBasis, type Basis } from '#contracts';
import type { CaseMark } from '../domain/dormancy.js';
import { untilOf } from '../domain/until-of.js';
import type { DeletionBasis, Listing } from '../domain/listing.js';
import type { PublicSubject } from '../domain/listing-change-event.js';
import type { Applicant, ImposedBy, ListingContent, Subject } from '../domain/listing-entry.js';
import type { TermFacts } from '../domain/correction.js';
import type { Extension } from '../domain/term.js';
import type { IdentityVault } from './identity-vault.js';
import type { ListingRow } from './listing.row.js';

/** A listing together with what its events may say of the case. */
export interface StoredListing {
  listing: Listing;
  caseNumber: string;
  subject: PublicSubject;
  termFacts: TermFacts;
  filedOn: string;
  imposedBy: ImposedBy | null;
  applicant: Applicant | null;
  /** Of its last change. */
  recordedAt: Date;
  caseMark: CaseMark;
  /** How many 限制消费 of this case are not lifted for good. */
  boundSpending: number;
}

export function toStored(row: ListingRow): StoredListing {
  const { caseNumber, grounds, ruleVersion, filedOn, decidedOn, recordedAt } = row;
  const { imposedBy, applicant, boundSpending } = row;
  return {
    listing: toListing(row),
    caseNumber,
    subject: toPublicSubject(row),
    termFacts: { grounds, ruleVersion, decidedOn, extension: toExtension(row) },
    filedOn,
    imposedBy,
    applicant,
    recordedAt,
    caseMark: { status: row.caseStatus, on: row.caseStatusOn },
    boundSpending,
  };
}

export function toExtension({ extensionYears, extensionReason }: ListingRow): Extension | null {
  return extensionYears !== null && extensionReason !== null
    ? { years: extensionYears, reason: extensionReason }
    : null;
}

/** What changes with a listing's state. */
export function stateColumns(listing: Listing) {
  return {
    state: listing.status,
    basis: 'basis' in listing ? listing.basis : null,
    until: untilOf(listing),
    ...(listing.status === 'GRACE' && { graceFrom: listing.graceFrom }),
    publishedAt: listing.publishedAt,
    termEndsOn: listing.term.termEndsOn,
    version: listing.version,
    lastOrderNo: listing.lastOrderNo,
  };
}

/** The published fields, as far as they are given: a correction gives some of them. */
export function contentColumns(content: Partial<ListingContent>): Partial<ListingRow> {
  const { instrument, extension, subject: _sealed, ...rest } = content;
  return {
    ...rest,
    ...(instrument && { instrumentNumber: instrument.number, instrumentMaker: instrument.maker }),
    ...(extension !== undefined && {
      extensionYears: extension?.years ?? null,
      extensionReason: extension?.reason ?? null,
    }),
  };
}

/** The debtor: a person's name and number sealed for this row alone. */
export function subjectColumns(vault: IdentityVault, boundTo: string, subject: Subject) {
  if (subject.type === 'UNIT') {
    const { name, uscc, legalRepresentative } = subject;
    const sealed = legalRepresentative ? vault.seal({ legalRepresentative }, boundTo) : null;
    return { subjectType: subject.type, unitName: name, uscc, ...envelopeColumns(sealed) };
  }
  const { type, name, idNumber } = subject;
  return {
    subjectType: type,
    personKey: vault.personKey(idNumber),
    ...envelopeColumns(vault.seal({ name, idNumber }, boundTo)),
  };
}

function envelopeColumns(sealed: { keyId: string; ciphertext: Buffer } | null) {
  return {
    identityCiphertext: sealed?.ciphertext ?? null,
    identityKeyId: sealed?.keyId ?? null,
  };
}

function toListing(row: ListingRow): Listing {
  const { id, courtCode, version, lastOrderNo, state, until, publishedAt } = row;
  const { grounds, ruleVersion, termEndsOn } = row;
  const term = { grounds, ruleVersion, termEndsOn };
  const numbered = { id, courtCode, version, lastOrderNo, term, publishedAt };
  switch (state) {
    case 'DECIDED':
      return { ...numbered, status: state, publishOn: present(until) };
    case 'GRACE':
      return {
        ...numbered,
        status: state,
        graceFrom: present(row.graceFrom),
        graceUntil: present(until),
      };
    case 'PUBLISHED':
      return { ...numbered, status: state };
    case 'SHIELDED':
      return { ...numbered, status: state, basis: 'T_TEMP_SHIELD', until };
    case 'DELETED':
      return { ...numbered, status: state, basis: deletionBasis(row.basis) };
    case 'EXPIRED_DELETED':
      return { ...numbered, status: state, basis: 'E_TERM_EXPIRED' };
    case 'REVOKED_AS_ERROR':
      return { ...numbered, status: state, basis: 'X_REVOKED_ERROR' };
  }
}

function deletionBasis(basis: Basis | null): DeletionBasis {
  if (isRemovalBasis(basis) && basis !== 'E_TERM_EXPIRED' && basis !== 'X_REVOKED_ERROR') {
    return basis;
  }
  throw new Error('A deleted listing has no basis of removal; the table was changed by hand.');
}

function present(day: string | null): string {
  if (day !== null) return day;
  throw new Error(
    'A listing waits for a day that it does not name; the table was changed by hand.',
  );
}

function toPublicSubject({ unitName, uscc }: ListingRow): PublicSubject {
  return unitName !== null && uscc !== null
    ? { type: 'UNIT', name: unitName, uscc }
    : { type: 'PERSON' };
}
