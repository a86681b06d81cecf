import { actionOf } from './basis.js';
import { UNDECIDED, type Application, type ApplicationStatus } from './application.js';
import { workingDaysFrom, type Deadline } from './deadline.js';
import type { Procedure } from './rules/rule-set.js';

/** Where a repair is in force, or was performed to its end. */
const IN_FORCE: readonly ApplicationStatus[] = ['EFFECTIVE', 'BREACH_ALLEGED', 'PERFORMED_CLOSED'];

/**
 * By when the court hands out the certificate of the repair (信用修复证明), counted from the registry's
 * word that the order was applied; null where there is no such paper, or none any more.
 */
export function certificateDeadline(
  { status, basis, history }: Pick<Application, 'status' | 'basis' | 'history'>,
  { certificate }: Procedure,
  issuedAt: Date | null,
): Deadline | null {
  const action = actionOf(basis);
  const isCertified = action === 'REMOVE' || action === 'SHIELD';
  if (!IN_FORCE.includes(status) || !isCertified || basis === 'X_REVOKED_ERROR') return null;
  // A case decided anew took effect after its last time undecided.
  const lastOpen = history.findLastIndex((entry) =>
    UNDECIDED.some((each) => each === entry.status),
  );
  const applied = history.slice(lastOpen + 1).find((entry) => IN_FORCE.includes(entry.status));
  if (!applied) return null;
  const deadline = workingDaysFrom('CERTIFICATE', new Date(applied.at), certificate);
  return { ...deadline, metAt: issuedAt?.toISOString() ?? null };
}
