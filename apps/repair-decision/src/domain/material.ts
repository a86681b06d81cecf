/** What a paper is for (材料种类). */
export const MATERIAL_KINDS = [
  /** 信用修复申请书 */
  'APPLICATION_FORM',
  /** 信用承诺书 */
  'COMMITMENT',
  /** 身份证明 */
  'IDENTITY',
  /** 财产申报 */
  'ASSET_REPORT',
  /** 收入证明 */
  'INCOME',
  /** 征信报告 */
  'CREDIT_REPORT',
  /** 社保、公积金缴纳记录 */
  'SOCIAL_INSURANCE',
  /** 履行凭证 */
  'PERFORMANCE_PROOF',
  /** 和解协议 */
  'SETTLEMENT_AGREEMENT',
  /** 申请执行人同意书 */
  'CREDITOR_CONSENT',
  /** 担保材料 */
  'GUARANTEE',
  /** 裁判文书、裁定 */
  'COURT_RULING',
  'OTHER',
] as const;

export type MaterialKind = (typeof MATERIAL_KINDS)[number];

/** A paper handed in for an application: its bytes lie in the object store, under their digest. */
export interface Material {
  id: string;
  applicationId: string;
  courtCode: string;
  kind: MaterialKind;
  /** As the party calls the file; may hold anything, so it is never logged. */
  name: string;
  /** As the upload said; null when it said nothing. */
  declaredType: string | null;
  /** What the bytes are. */
  type: string;
  /** In bytes. */
  size: number;
  /** `sha256:<hex>` */
  digest: string;
  uploadedBy: string;
  uploadedAt: Date;
  /** Taken back before the decision; the row stays. */
  withdrawn: MaterialWithdrawal | null;
}

export interface MaterialWithdrawal {
  by: string;
  at: Date;
  reason: string;
}

/**
 * 完整性审查: what a rule set asks for and nobody has handed in. A paper that was taken back does not
 * count.
 */
export function missingMaterials<Requirement extends { kind: string; required: boolean }>(
  requirements: readonly Requirement[],
  present: readonly Pick<Material, 'kind' | 'withdrawn'>[],
): Requirement[] {
  const kinds = present.filter((one) => !one.withdrawn).map(({ kind }) => kind);
  return notAmong(kinds, requirements);
}

/** What of these requirements no paper of those kinds meets. */
export function notAmong<Requirement extends { kind: string; required: boolean }>(
  kinds: readonly string[],
  requirements: readonly Requirement[],
): Requirement[] {
  return requirements.filter(({ kind, required }) => required && !kinds.includes(kind));
}
