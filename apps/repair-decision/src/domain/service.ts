/** 送达方式: 直接, 留置, 电子, 邮寄, 委托, 公告 (民事诉讼法 Art 88–95). */
export const SERVICE_METHODS = [
  'DIRECT',
  'LEFT_AT_PLACE',
  'ELECTRONIC',
  'POST',
  'BY_ANOTHER_COURT',
  'ANNOUNCEMENT',
] as const;
export type ServiceMethod = (typeof SERVICE_METHODS)[number];

export const PARTIES = ['DEBTOR', 'CREDITOR'] as const;
export type Party = (typeof PARTIES)[number];

/** 送达回证: a decision was served on a party. */
export interface Service {
  party: Party;
  method: ServiceMethod;
  servedAt: string;
  by: string;
}
