/**
 * Whom a restriction binds: the debtor itself, or an officer of a debtor that is a unit (限制消费: the four
 * of 法释〔2015〕17号 Art 3 ¶2; 限制出境: the first three of 执行程序解释 (2020) Art 24).
 */
export const BOUND_ROLES = [
  /** 被执行人 */
  'DEBTOR',
  /** 法定代表人 */
  'LEGAL_REPRESENTATIVE',
  /** 主要负责人 */
  'PRINCIPAL',
  /** 影响债务履行的直接责任人员 */
  'DIRECTLY_RESPONSIBLE',
  /** 实际控制人 */
  'ACTUAL_CONTROLLER',
] as const;
export type BoundRole = (typeof BOUND_ROLES)[number];
