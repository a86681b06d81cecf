import type { Application, DecidedApplication } from './application.js';
import { isRestorable } from './basis.js';
import { allegeBreach } from './course.js';
import type { Decision, DraftedDecision } from './decision.js';
import type { Order } from './order.js';
import type { Person } from './person.js';
import { conflicting, grant, refuse, type Verdict } from './verdict.js';

export interface RevocationDraft {
  decisionId: string;
  reasons: string;
  breachedAt: Date;
  drafter: Person;
  at: Date;
}

/** A decision as a revocation must see it: with its application and order, and whether it is being revoked already. */
export interface RevocableDecision {
  decision: Decision;
  application: Application;
  order: Order | null;
  revoked: boolean;
}

/**
 * Drafts the revocation (撤销) of a repair whose conditions were broken: once another person approves
 * it, the listing is restored. Only a repair that was applied can be undone, and only once. A breach
 * that nobody alleged before is alleged by it.
 */
export function draftRevocation(
  { decision, application, order, revoked }: RevocableDecision,
  { decisionId, reasons, breachedAt, drafter, at }: RevocationDraft,
): Verdict<{ application: DecidedApplication; decision: DraftedDecision }> {
  if (drafter.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (decision.kind !== 'REPAIR' || !isRestorable(decision.basis)) {
    return conflicting('NOT_RESTORABLE');
  }
  if (decision.status !== 'APPROVED') return conflicting('NOT_APPROVED');
  if (order?.outcome?.result !== 'APPLIED') return conflicting('NOT_APPLIED');
  // Nobody ever saw it: there is nothing to go back to, the court lists anew.
  if (!order.outcome.announced) return conflicting('NOT_RESTORABLE');
  if (revoked) return conflicting('ALREADY_DECIDED');
  if (breachedAt > at) return refuse({ kind: 'invalid', rule: 'IN_FUTURE', field: 'breachedAt' });
  const alleged = toAlleged(application, { reasons, breachedAt, drafter, at });
  if (!alleged.ok) return alleged;
  const { courtCode, applicationId, listingId, basis, listing } = decision;
  return grant({
    application: alleged.value,
    decision: {
      status: 'DRAFTED',
      kind: 'REVOCATION',
      id: decisionId,
      courtCode,
      applicationId,
      listingId,
      basis,
      action: 'RESTORE',
      revokes: decision.id,
      breachedAt,
      reasons,
      approvalLevel: decision.approvalLevel,
      listing,
      draftedBy: drafter.sub,
      draftedAt: at,
    },
  });
}

function toAlleged(
  application: Application,
  { reasons, breachedAt, drafter, at }: Omit<RevocationDraft, 'decisionId'>,
): Verdict<DecidedApplication> {
  if (application.status === 'BREACH_ALLEGED') return grant(application);
  const alleged = { person: drafter, at, breachedAt, facts: reasons };
  return allegeBreach(application, { ...alleged, allegedBy: 'REVOCATION' });
}
