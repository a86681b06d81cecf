export type Presence = 'present' | 'absent';

/** What a look at the subscriber's public look-up answered; only a conclusive one moves anything. */
export type LookResult = Presence | 'unknown' | 'ambiguous';

export const RECEIPT_STAGES = [
  'received',
  'queued',
  'applied',
  'not_held',
  'ambiguous',
  'refused',
] as const;
/** What the subscriber says it did with the change. */
export type ReceiptStage = (typeof RECEIPT_STAGES)[number];

export type Evidence =
  /** A 2xx of any kind, or a read of the feed from beyond the offset. */
  | { kind: 'delivered'; at: Date }
  | { kind: 'receipt'; stage: ReceiptStage; at: Date; appliedAt: Date | null }
  /** The receiver answered that it will not take the event in. */
  | { kind: 'nacked'; at: Date }
  /** `counts` is false for a look that a newer version overtook. */
  | { kind: 'look'; at: Date; result: LookResult; reason: string | null; counts: boolean }
  /** The publisher took in version `by` of the same listing for the same subscriber. */
  | { kind: 'superseded'; by: number; at: Date }
  | { kind: 'deadline-passed'; at: Date }
  /** Its deadline passed without a claim, whatever was said again: a person has to ask. */
  | { kind: 'unanswered'; at: Date }
  | { kind: 'attempts-failing'; at: Date }
  /** It could have been applied by now, had any stream made it available. */
  | { kind: 'never-available'; at: Date };
