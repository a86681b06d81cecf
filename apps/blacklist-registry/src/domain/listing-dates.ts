export type DateRefusal = {
  field: 'filedOn' | 'decidedOn';
  rule: 'DATE_IN_FUTURE' | 'DECIDED_BEFORE_FILED';
};

/**
 * 立案日期 and 决定日期 as days in China (YYYY-MM-DD), which sort as text: a court cannot decide to list
 * before it filed the case, nor on a day that has not come.
 */
export function refuseDates(filedOn: string, decidedOn: string, today: string): DateRefusal | null {
  if (filedOn > today) return { field: 'filedOn', rule: 'DATE_IN_FUTURE' };
  if (decidedOn > today) return { field: 'decidedOn', rule: 'DATE_IN_FUTURE' };
  if (decidedOn < filedOn) return { field: 'decidedOn', rule: 'DECIDED_BEFORE_FILED' };
  return null;
}
