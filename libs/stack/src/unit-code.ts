import { usccOf } from '#identifiers';

/** A valid 统一社会信用代码 of a firm that doesn't exist, another for each number below a million. */
export function unitCode(number: number): string {
  return usccOf(`91340104TE${String(number).padStart(6, '0')}`);
}
