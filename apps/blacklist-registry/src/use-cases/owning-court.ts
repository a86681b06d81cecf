import { forbidden, invalid, type Actor } from '#bootstrap';
import { parseCaseNumber } from '#identifiers';

/**
 * @returns the court that a case belongs to: a number of 2016 or later names it, an older one belongs
 * to the court that asks. @throws Problem 403 OTHER_COURT, 422 CASE_NUMBER.
 */
export function owningCourt(caseNumber: string, { court }: Actor): string {
  const parsed = parseCaseNumber(caseNumber);
  if (!parsed.ok) throw invalid(parsed.rule, 'caseNumber');
  if (!court || (parsed.courtCode !== null && parsed.courtCode !== court)) {
    throw forbidden('OTHER_COURT', 'caseNumber');
  }
  return court;
}
