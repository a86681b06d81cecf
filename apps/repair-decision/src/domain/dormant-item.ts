import { shanghaiDate, type CalendarDate } from '#calendar';
import type { RemovalBasis } from '#contracts';
import type { Person } from './person.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

/** Why the registry thinks that a listing sleeps, and what it goes by. */
export interface DormancyFacts {
  reasons: string[];
  state: string;
  termEndsOn: CalendarDate | null;
  caseStatus: string | null;
  caseStatusOn: CalendarDate | null;
  lastActivityAt: string | null;
}

interface ItemFacts {
  id: string;
  listingId: string;
  courtCode: string;
  caseNumber: string;
  facts: DormancyFacts;
  foundBy: string;
  foundAt: Date;
}

interface Verification {
  verifiedBy: string;
  verifiedAt: Date;
  explanation: string;
}

/** 应当移出: it leaves on this basis. */
type Leaves = Verification & { finding: 'LEAVES'; basis: RemovalBasis };
/** 继续在列: it stays, and is not asked about again before that day. */
type Stays = Verification & { finding: 'STAYS'; lookAgainOn: CalendarDate };

/**
 * One listing to look at (清理长期“沉寂”名单), from the sweep that found it to the decision on it alone:
 * a list is never decided as a whole. DECIDED: its decision is approved; a withdrawn one leaves it VERIFIED.
 */
export type DormantItem =
  | (ItemFacts & { status: 'OPEN' })
  | (ItemFacts & Stays & { status: 'KEPT' })
  | (ItemFacts & Leaves & { status: 'VERIFIED' })
  | (ItemFacts & Leaves & { status: 'DRAFTED' | 'DECIDED'; decisionId: string });
export type DormantStatus = DormantItem['status'];
export type VerifiedItem = Extract<DormantItem, { status: 'VERIFIED' }>;

export type Finding =
  | { finding: 'LEAVES'; basis: RemovalBasis; explanation: string }
  | { finding: 'STAYS'; explanation: string; lookAgainOn: CalendarDate };

/** Records what somebody found who looked at this one case. */
export function verifyDormant(
  item: DormantItem,
  found: Finding,
  { officer, at }: { officer: Person; at: Date },
): Verdict<Extract<DormantItem, { status: 'VERIFIED' | 'KEPT' }>> {
  if (officer.court !== item.courtCode) return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (item.status !== 'OPEN' && item.status !== 'VERIFIED') {
    return conflicting('DORMANT_ITEM_SETTLED');
  }
  const { id, listingId, courtCode, caseNumber, facts, foundBy, foundAt } = item;
  const own = { id, listingId, courtCode, caseNumber, facts, foundBy, foundAt };
  const verified = { ...found, verifiedBy: officer.sub, verifiedAt: at };
  if (verified.finding === 'LEAVES') return grant({ ...own, ...verified, status: 'VERIFIED' });
  if (verified.lookAgainOn <= shanghaiDate(at)) {
    return invalidating('NOT_IN_FUTURE', 'lookAgainOn');
  }
  return grant({ ...own, ...verified, status: 'KEPT' });
}

/** Only what somebody verified is drafted. */
export function draftable(item: DormantItem, officer: Person): Verdict<VerifiedItem> {
  if (officer.court !== item.courtCode) return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  switch (item.status) {
    case 'OPEN':
      return conflicting('NOT_VERIFIED');
    case 'VERIFIED':
      return grant(item);
    case 'KEPT':
    case 'DRAFTED':
    case 'DECIDED':
      return conflicting('DORMANT_ITEM_SETTLED');
  }
}
