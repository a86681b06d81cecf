import type { Basis, DocumentType, OrderAction } from '#contracts';

/** What decides whether a paper on a decision may be made. */
export interface DecidedMatter {
  kind: 'REPAIR' | 'DENIAL' | 'REVOCATION';
  basis: Basis;
  action: OrderAction | null;
  isApproved: boolean;
  /** The registry has done what was ordered. */
  isApplied: boolean;
  /** Somebody outside the court was told of the listing: of an end in the grace nobody is. */
  isAnnounced: boolean;
  /** The registry will not do it: the order is answered, and nothing came of the decision. */
  isRefused: boolean;
  /** An approved revocation undid it. */
  isRevoked: boolean;
}

export type PaperObstacle =
  'NOT_APPROVED' | 'NO_SUCH_PAPER' | 'REFUSED' | 'NOT_APPLIED' | 'NOT_ANNOUNCED' | 'REVOKED';

/**
 * Why a paper may not be made, or null. A certificate and a notice say what is, so they wait until the
 * registry has applied the order, and are made no more once the repair is revoked. No agency is told of the
 * end of a listing of which it was never told: the notice would be the first it hears. Of a decision whose
 * order was refused there is no paper at all: it would say what is not so.
 */
export function obstacleToPaper(type: DocumentType, matter: DecidedMatter): PaperObstacle | null {
  if (!matter.isApproved) return 'NOT_APPROVED';
  if (!hasPaper(type, matter)) return 'NO_SUCH_PAPER';
  if (matter.isRefused) return 'REFUSED';
  switch (type) {
    case 'REPAIR_CERTIFICATE':
    case 'REPAIR_NOTICE':
      if (matter.isRevoked) return 'REVOKED';
      if (!matter.isApplied) return 'NOT_APPLIED';
      return type === 'REPAIR_NOTICE' && !matter.isAnnounced ? 'NOT_ANNOUNCED' : null;
    case 'REPAIR_DECISION':
    case 'REVOCATION_DECISION':
    case 'COMMITMENT':
      return null;
  }
}

function hasPaper(type: DocumentType, { kind, basis, action }: DecidedMatter): boolean {
  const leaves = action === 'REMOVE' || action === 'SHIELD';
  switch (type) {
    case 'REPAIR_DECISION':
      return kind === 'REPAIR' || kind === 'DENIAL';
    case 'REVOCATION_DECISION':
      return kind === 'REVOCATION';
    case 'REPAIR_NOTICE':
      return kind === 'REPAIR' && (leaves || action === 'CORRECT');
    case 'REPAIR_CERTIFICATE':
      // Where the listing was an error there was no dishonesty to repair.
      return kind === 'REPAIR' && leaves && basis !== 'X_REVOKED_ERROR';
    case 'COMMITMENT':
      return false;
  }
}

/** 有效, 已被新件替代, 已被撤销, 未生效. */
export const VALIDITIES = ['valid', 'superseded', 'revoked', 'ineffective'] as const;
export type Validity = (typeof VALIDITIES)[number];

/**
 * What a paper is worth today. What never took effect has nothing to be revoked; and revoked counts for
 * more than superseded: what replaced it may be revoked too.
 */
export function validityOf({
  isRefused,
  isRevoked,
  isSuperseded,
}: {
  isRefused: boolean;
  isRevoked: boolean;
  isSuperseded: boolean;
}): Validity {
  if (isRefused) return 'ineffective';
  if (isRevoked) return 'revoked';
  return isSuperseded ? 'superseded' : 'valid';
}

/** A name as strangers may read it: 周某某, and of a Latin one its first letter. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name.trim()];
  return /\p{Script=Latin}/u.test(first)
    ? `${first}***`
    : first + '某'.repeat(Math.min(rest.length, 3));
}

/** 核验码: 16 characters of Crockford's base 32, 80 bits: nobody comes upon one by trying. */
export const CODE_LENGTH = 16;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param bytes 16 random ones. */
export function codeOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => ALPHABET[byte % 32]).join('');
}

/** As printed: in groups of four. */
export function groupedCode(code: string): string {
  return (code.match(/.{4}/g) ?? []).join('-');
}

/** A code as people type it: small letters, blanks, O for 0, I and L for 1. Null where it can't be one. */
export function readCode(text: string): string | null {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return new RegExp(`^[${ALPHABET}]{${CODE_LENGTH}}$`).test(code) ? code : null;
}
