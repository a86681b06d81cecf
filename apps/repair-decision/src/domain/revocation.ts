import { isRestorable } from './basis.js';
import type { Decision, DraftedDecision } from './decision.js';
import type { Order } from './order.js';
import type { Person } from './person.js';
import { grant, refuse, type Verdict } from './verdict.js';

export interface RevocationDraft {
  decisionId: string;
  reasons: string;
  breachedAt: Date;
  drafter: Person;
  at: Date;
}

/** A decision as a revocation must see it: with its order, and whether it is being revoked already. */
export interface RevocableDecision {
  decision: Decision;
  order: Order | null;
  revoked: boolean;
}

/**
 * Drafts the revocation (撤销) of a repair whose conditions were broken: once another person approves
 * it, the listing is restored. Only a repair that was applied can be undone, and only once.
 */
export function draftRevocation(
  { decision, order, revoked }: RevocableDecision,
  { decisionId, reasons, breachedAt, drafter, at }: RevocationDraft,
): Verdict<DraftedDecision> {
  if (drafter.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (decision.kind === 'REVOCATION' || !isRestorable(decision.basis)) {
    return refuse({ kind: 'conflict', rule: 'NOT_RESTORABLE' });
  }
  if (decision.status !== 'APPROVED') return refuse({ kind: 'conflict', rule: 'NOT_APPROVED' });
  if (order?.outcome?.result !== 'APPLIED')
    return refuse({ kind: 'conflict', rule: 'NOT_APPLIED' });
  if (revoked) return refuse({ kind: 'conflict', rule: 'ALREADY_DECIDED' });
  if (breachedAt > at) return refuse({ kind: 'invalid', rule: 'IN_FUTURE', field: 'breachedAt' });
  return grant({
    status: 'DRAFTED',
    kind: 'REVOCATION',
    id: decisionId,
    courtCode: decision.courtCode,
    applicationId: decision.applicationId,
    listingId: decision.listingId,
    basis: decision.basis,
    action: 'RESTORE',
    revokes: decision.id,
    breachedAt,
    reasons,
    draftedBy: drafter.sub,
    draftedAt: at,
  });
}
