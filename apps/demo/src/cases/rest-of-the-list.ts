import { unitCode, type NewListing } from '#stack';

const COUNT = 20;

/**
 * The rest of the court's list: records of other firms that no decision touches. They look like
 * `pattern`, and must be shown by every platform when all is over.
 */
export function restOfTheList(pattern: NewListing): NewListing[] {
  return Array.from({ length: COUNT }, (_, i) => ({
    ...pattern,
    caseNumber: pattern.caseNumber.replace(
      /执(\d+)号$/,
      (_all, serial: string) => `执${Number(serial) + 1000 + i}号`,
    ),
    subject: { type: 'UNIT', name: `合肥在列${i + 1}号商贸有限公司`, uscc: unitCode(i + 1) },
  }));
}
