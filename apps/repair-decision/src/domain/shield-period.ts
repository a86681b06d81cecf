import { addMonths, shanghaiDate, type CalendarDate } from '#calendar';
import type { Basis } from '#contracts';
import { actionOf } from './basis.js';
import type { Procedure } from './rules/rule-set.js';
import { grant, invalidating, type Verdict } from './verdict.js';

/**
 * The last day of the shield (屏蔽期), counted from the draft: as drafted, or as long as the court's rules
 * say where the draft is silent, and never beyond what they allow. Null is open-ended, which rules with
 * neither number leave to the decision.
 */
export function shieldUntil(
  asked: CalendarDate | null,
  { basis, shield, at }: { basis: Basis; shield: Procedure['shield']; at: Date },
): Verdict<CalendarDate | null> {
  if (actionOf(basis) !== 'SHIELD') {
    return asked === null ? grant(null) : invalidating('SHIELD_ONLY', 'shieldUntil');
  }
  const today = shanghaiDate(at);
  const { defaultMonths = null, maxMonths = null } = shield ?? {};
  const until = asked ?? (defaultMonths === null ? null : addMonths(today, defaultMonths));
  if (until === null) {
    return maxMonths === null ? grant(null) : invalidating('REQUIRED', 'shieldUntil');
  }
  if (until <= today) return invalidating('NOT_IN_FUTURE', 'shieldUntil');
  if (maxMonths !== null && until > addMonths(today, maxMonths)) {
    return invalidating('SHIELD_TOO_LONG', 'shieldUntil');
  }
  return grant(until);
}
