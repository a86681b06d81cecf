import type { Change } from './change.js';
import type { Evidence, LookResult, Presence } from './evidence.js';
import {
  calendarPassed,
  planLook,
  settledAt,
  type LookCause,
  type LookPlan,
  type Probe,
} from './probe-calendar.js';

/**
 * Where one subscriber stands with one change. The way is `expected → delivered → applied →
 * verified → closed`; ends beside it are `attested` and `superseded`; the others are exceptions
 * that operations see until a clean look, a newer version or a person resolves them.
 */
export const OBLIGATION_STATES = [
  'expected',
  'delivered',
  'applied',
  'verified',
  'closed',
  'attested',
  'superseded',
  'nacked',
  'not_held',
  'ambiguous',
  'contradicted',
] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];

/** Beside the state, never instead of it. `overdue` and `resurrected` stay, as history. */
export const OBLIGATION_FLAGS = ['overdue', 'unreachable', 'escalated', 'resurrected'] as const;
export type ObligationFlag = (typeof OBLIGATION_FLAGS)[number];

export interface LastLook {
  at: string;
  result: LookResult;
  reason: string | null;
}

/** One change × one subscriber. */
export interface Obligation extends LookPlan {
  id: string;
  subscriberId: string;
  listingId: string;
  /** Where it is about a restriction of the listing's case; `version` is then the restriction's. */
  restrictionId: string | null;
  version: number;
  eventId: string;
  eventType: Change['type'];
  decisionId: string | null;
  courtCode: string;
  /** Null where no page can show whether it was done: a claim is then all there will ever be. */
  requiredPresence: Presence | null;
  state: ObligationState;
  flags: ObligationFlag[];
  supersededBy: number | null;
  deliveredAt: Date | null;
  /** When the standing claim was made; null as long as there is none, or it was withdrawn. */
  claimedAt: Date | null;
  /** When the subscriber says that it applied the change. */
  appliedAt: Date | null;
  verifiedAt: Date | null;
  /** Stays when a later look disproves: whoever once did it in time was not late. */
  firstVerifiedAt: Date | null;
  closedAt: Date | null;
  lastLook: LastLook | null;
}

/** What others are told when it happens: see `delivery-outcomes` in #contracts. */
export type ObligationFact = 'delivered' | 'verified' | 'contradicted' | 'overdue' | 'closed';

export interface Considered {
  obligation: Obligation;
  facts: ObligationFact[];
}

/**
 * The whole state machine: what one piece of evidence makes of an obligation. A 2xx is receipt, a
 * receipt is a claim, and only a clean look after a claim and its settle time verifies; where no look
 * can exist, the claim attests, and nothing verifies.
 * Never fails: evidence that says nothing new leaves the obligation as it is.
 */
export function consider(obligation: Obligation, evidence: Evidence, probe: Probe): Considered {
  const next = { ...obligation, flags: [...obligation.flags] };
  move(next, evidence, probe);
  const facts = factsBetween(obligation, next);
  return {
    obligation: { ...next, ...planLook(obligation, next, causeOf(evidence), probe) },
    facts,
  };
}

/** A newer version exists: superseded obligations, and older ones that kept their state, are history. */
export function isHistory(obligation: Pick<Obligation, 'state' | 'supersededBy'>): boolean {
  return obligation.state === 'superseded' || obligation.supersededBy !== null;
}

function move(next: Obligation, evidence: Evidence, probe: Probe): void {
  switch (evidence.kind) {
    case 'delivered':
      return onDelivered(next, evidence.at);
    case 'receipt':
      return onReceipt(next, evidence);
    case 'nacked':
      if (!isHistory(next) && next.state === 'expected') next.state = 'nacked';
      return;
    case 'look':
      return onLook(next, evidence, probe);
    case 'superseded':
      return onSuperseded(next, evidence.by);
    case 'deadline-passed':
      if (isOpen(next) && next.firstVerifiedAt === null) flag(next, 'overdue');
      return;
    case 'unanswered':
      if (next.state === 'delivered' && next.claimedAt === null) flag(next, 'escalated');
      return;
    case 'attempts-failing':
    case 'never-available':
      if (isOpen(next) && next.deliveredAt === null) flag(next, 'unreachable');
      return;
  }
}

function onDelivered(next: Obligation, at: Date): void {
  const first = next.deliveredAt === null;
  next.deliveredAt ??= at;
  next.flags = next.flags.filter((each) => each !== 'unreachable');
  // A refusal by receipt came after delivery: another channel's 2xx does not take it back.
  if (first && (next.state === 'expected' || next.state === 'nacked')) next.state = 'delivered';
}

/**
 * Any receipt proves receipt; only `applied` and `not_held` are claims. A claim never clears what a
 * look found, and one that stands is not made younger by saying it again: that would put looks off.
 */
function onReceipt(next: Obligation, receipt: Extract<Evidence, { kind: 'receipt' }>): void {
  onDelivered(next, receipt.at);
  switch (receipt.stage) {
    case 'received':
    case 'queued':
      if (next.state === 'nacked') next.state = 'delivered';
      return;
    case 'applied':
    case 'not_held':
      if (receipt.stage === 'applied') next.appliedAt ??= receipt.appliedAt ?? receipt.at;
      if (!isHistory(next) && !isProven(next) && !isDoubted(next))
        next.state = next.requiredPresence === null ? 'attested' : receipt.stage;
      next.claimedAt ??= receipt.at;
      return;
    case 'ambiguous':
    case 'refused':
      if (isHistory(next) || isProven(next) || next.state === 'contradicted') return;
      next.claimedAt = null;
      next.state = receipt.stage === 'refused' ? 'nacked' : 'ambiguous';
      return;
  }
}

function onLook(next: Obligation, look: Extract<Evidence, { kind: 'look' }>, probe: Probe): void {
  next.lastLook = { at: look.at.toISOString(), result: look.result, reason: look.reason };
  if (!look.counts || isHistory(next) || next.claimedAt === null) return;
  if (next.requiredPresence === null) return;
  if (look.at < settledAt(next.claimedAt, probe)) return;
  switch (look.result) {
    case 'unknown':
      return;
    case 'ambiguous':
      if (next.state === 'applied' || next.state === 'not_held') next.state = 'ambiguous';
      return;
    case 'present':
    case 'absent':
      return look.result === next.requiredPresence ? onCleanLook(next, look.at) : onDirtyLook(next);
  }
}

function onCleanLook(next: Obligation, at: Date): void {
  if (next.state === 'verified' && next.verifiedAt && calendarPassed(next.verifiedAt, at)) {
    next.state = 'closed';
    next.closedAt = at;
  }
  if (isProven(next)) return;
  next.state = 'verified';
  next.verifiedAt = at;
  next.firstVerifiedAt ??= at;
}

function onDirtyLook(next: Obligation): void {
  if (next.state === 'attested') return;
  if (isProven(next) && next.requiredPresence === 'absent') flag(next, 'resurrected');
  next.state = 'contradicted';
  // What was proven holds no longer; the look's row and the ledger keep that it once did.
  next.verifiedAt = null;
  next.closedAt = null;
}

function onSuperseded(next: Obligation, by: number): void {
  if (by <= next.version) return;
  next.supersededBy = Math.max(by, next.supersededBy ?? by);
  if (!isProven(next)) next.state = 'superseded';
}

/** Looked at and found clean, or attested where nothing can be looked at. */
function isProven(obligation: Obligation): boolean {
  return (
    obligation.state === 'verified' ||
    obligation.state === 'attested' ||
    obligation.state === 'closed'
  );
}

/** A look did not bear the standing claim out. (An `ambiguous` that the subscriber reports has no claim.) */
function isDoubted({ state, claimedAt }: Obligation): boolean {
  return state === 'contradicted' || (state === 'ambiguous' && claimedAt !== null);
}

function isOpen(obligation: Obligation): boolean {
  return !isHistory(obligation) && !isProven(obligation);
}

function flag(next: Obligation, added: ObligationFlag): void {
  if (!next.flags.includes(added)) next.flags.push(added);
}

function causeOf(evidence: Evidence): LookCause | null {
  if (evidence.kind === 'look') return evidence;
  const claims = evidence.kind === 'receipt' && ['applied', 'not_held'].includes(evidence.stage);
  return claims ? { kind: 'claim', at: evidence.at } : null;
}

function isTold(state: ObligationState): state is 'verified' | 'contradicted' | 'closed' {
  return state === 'verified' || state === 'contradicted' || state === 'closed';
}

function factsBetween(before: Obligation, after: Obligation): ObligationFact[] {
  const facts: ObligationFact[] = [];
  if (before.deliveredAt === null && after.deliveredAt !== null) facts.push('delivered');
  if (before.state !== after.state && isTold(after.state)) {
    facts.push(after.state);
  }
  if (!before.flags.includes('overdue') && after.flags.includes('overdue')) facts.push('overdue');
  return facts;
}
