import type { DocumentType, OrderAction } from '#contracts';

/** What numbering the papers of a decision needs to know of it. */
export interface PaperedDecision {
  id: string;
  courtCode: string;
  listingId: string;
  kind: 'REPAIR' | 'DENIAL' | 'REVOCATION';
  /** Null where nothing is ordered: a denial. */
  action: OrderAction | null;
  /** 执行案号, for courts that number their papers by it. */
  caseNumber?: string | null;
}

/**
 * The papers that carry a decision outward, and so are numbered when it is approved. A certificate is
 * not among them: it is made when somebody asks for it, and is numbered then.
 */
export function papersOf({
  kind,
  action,
}: Pick<PaperedDecision, 'kind' | 'action'>): DocumentType[] {
  if (kind === 'REVOCATION') return ['REVOCATION_DECISION'];
  switch (action) {
    case null:
    case 'LIFT':
    case 'RESTORE':
      return ['REPAIR_DECISION'];
    case 'REMOVE':
    case 'SHIELD':
    case 'CORRECT':
      return ['REPAIR_DECISION', 'REPAIR_NOTICE'];
  }
}
