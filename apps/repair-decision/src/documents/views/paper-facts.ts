import type { DocumentType } from '#contracts';
import type { ApplicationFacts } from '../../domain/application.js';
import type { ApprovedDecision } from '../../domain/decision.js';
import type { ListingRecord } from '../../registry/listing-record.js';

/** 署名, where the court wants names printed; without them the lines are left for the hand. */
export interface Signatories {
  president?: string;
  presidingJudge?: string;
  judges?: string[];
  clerk?: string;
}

/** Everything that a paper on a decision is made from. It is frozen with the paper. */
export interface DecisionFacts {
  decision: ApprovedDecision;
  application: Pick<ApplicationFacts, 'initiator' | 'filedAt' | 'facts'> & {
    creditorAnswer: 'CONSENTED' | 'OBJECTED' | null;
  };
  record: ListingRecord;
  /** Number of the decision's own paper. */
  decisionNumber: string | null;
  /** When the registry had applied it; null while it has not. */
  appliedAt: Date | null;
  /** What a revocation undoes. */
  revoked: { number: string | null; decidedAt: Date; shielded: boolean } | null;
  /** How many sat on the panel; null where none is on record. */
  panelSize: number | null;
  signatories: Signatories;
  creditor: string | null;
  /** 致送单位 of a notice. */
  recipients: string[];
  /** In which of the seven fields sanctions end. */
  domains: string[];
}

/** What is printed on every paper. */
export interface Imprint {
  type: DocumentType;
  number: string;
  /** The day below the text. */
  date: string;
}
