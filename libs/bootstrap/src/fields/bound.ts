/**
 * What would be right, for the text of the rule that is broken: a number, or the values to choose from.
 * To be given to a check of class-validator, as `Max(5, bound(5))`.
 */
export function bound(value: number | readonly string[]) {
  return { context: { vars: { bound: typeof value === 'number' ? value : value.join(', ') } } };
}
