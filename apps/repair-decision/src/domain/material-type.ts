/** What may be handed in, and which file names belong to it. */
export const MATERIAL_TYPES = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  /** 版式文档 (GB/T 33190), the form of electronic invoices and official papers. */
  'application/ofd': ['ofd'],
} as const satisfies Record<string, readonly string[]>;

export type MaterialType = keyof typeof MATERIAL_TYPES;

/** Says nothing about the bytes, so it can't be wrong. */
export const UNDECLARED_TYPE = 'application/octet-stream';

export function isMaterialType(type: string): type is MaterialType {
  return Object.hasOwn(MATERIAL_TYPES, type);
}

export interface Claim {
  name: string;
  declaredType: string | null;
}

/**
 * What a file claims to be against what its bytes are. A picture named as a document is a mistake at
 * best, and whoever reads the file later must not have to find out.
 */
export function mislabelled(
  { name, declaredType }: Claim,
  type: MaterialType,
): 'TYPE_MISDECLARED' | 'EXTENSION_MISLEADING' | null {
  if (declaredType !== null && declaredType !== type) return 'TYPE_MISDECLARED';
  const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  const fitting: readonly string[] = MATERIAL_TYPES[type];
  return extension === undefined || fitting.includes(extension) ? null : 'EXTENSION_MISLEADING';
}
