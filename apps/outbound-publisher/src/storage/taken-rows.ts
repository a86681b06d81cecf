import { deadlineFor } from '../deadlines/deadline-for.js';
import { aggregateOf, restrictionOf } from '../domain/change.js';
import type { FrozenObligation, IntakeBatch, TakenChange } from '../domain/intake-batch.js';
import { requiredPresence } from '../domain/required-presence.js';
import { shownListing } from '../domain/shown-listing.js';
import type { ArrivedChange } from './arrived-change.js';
import type { Columns, RowOf } from './columns.js';
import type { IntakeCandidate } from './roster.store.js';

type Batch = IntakeBatch<IntakeCandidate>;
type Taken = TakenChange<IntakeCandidate>;
type Frozen = FrozenObligation<IntakeCandidate>;

export const CHANGE = {
  event_id: 'text',
  position: 'bigint',
  aggregate_id: 'text',
  listing_id: 'text',
  version: 'integer',
  previous_version: 'integer',
  event_type: 'text',
  required_action: 'text',
  decision_id: 'text',
  court_code: 'text',
  bytes: 'bytea',
  jws: 'text',
  traceparent: 'text',
} as const satisfies Columns;

export const LISTING = {
  listing_id: 'text',
  version: 'integer',
  event_id: 'text',
  required_presence: 'text',
  court_code: 'text',
  case_number: 'text',
  subject_type: 'text',
  uscc: 'text',
  content: 'text',
  listed_position: 'bigint',
  left_position: 'bigint',
  changed_position: 'bigint',
} as const satisfies Columns;

export const RESTRICTION = {
  restriction_id: 'text',
  listing_id: 'text',
  version: 'integer',
  event_id: 'text',
} as const satisfies Columns;

export const NUMBER = { id: 'text', first: 'bigint', next: 'bigint' } as const satisfies Columns;

/**
 * The obligations of one change that differ only in subscriber and offset: what they have in common
 * travels once, the rest as lists. (Joining two sets of rows instead would be planned without knowing
 * their sizes.)
 */
export const OBLIGATIONS = {
  listing_id: 'text',
  restriction_id: 'text',
  version: 'integer',
  event_id: 'text',
  event_type: 'text',
  decision_id: 'text',
  court_code: 'text',
  required_presence: 'text',
  available_at: 'timestamptz',
  apply_by: 'timestamptz',
  apply_by_provisional: 'boolean',
  legal_basis: 'text',
  sla_source: 'text',
  reach_by: 'timestamptz',
  ids: 'text',
  subscribers: 'text',
  offsets: 'text',
  superseded_by: 'text',
} as const satisfies Columns;

export const SUPERSEDED = { id: 'text', by: 'integer' } as const satisfies Columns;
export const PASSED_OVER = {
  id: 'text',
  subscriber_id: 'text',
  newest_only: 'boolean',
} as const satisfies Columns;

export function changeRow({ event, position }: Taken, arrived: ArrivedChange | undefined) {
  if (arrived?.event !== event) throw new Error('A change was taken in that has not arrived.');
  const { id, type, data } = event;
  const { bytes, jws, traceparent } = arrived;
  return {
    event_id: id,
    position,
    aggregate_id: aggregateOf(event),
    listing_id: data.listingRef,
    version: data.version,
    previous_version: data.previousVersion,
    event_type: type,
    required_action: data.requiredAction,
    decision_id: data.decisionId,
    court_code: data.court.code,
    ...{ bytes, jws, traceparent },
  } satisfies RowOf<typeof CHANGE>;
}

/** The last change of each listing says what its head is. */
export function listingRows(batch: Batch): RowOf<typeof LISTING>[] {
  const rows = new Map<string, RowOf<typeof LISTING>>();
  for (const { event, position } of batch.taken) {
    if (event.type === 'restriction.lifted.v1') continue;
    const { id, data } = event;
    const { presence, listedPosition, leftPosition } = batch.listing(data.listingRef);
    rows.set(data.listingRef, {
      listing_id: data.listingRef,
      version: data.version,
      event_id: id,
      required_presence: presence,
      court_code: data.court.code,
      case_number: data.caseNumber,
      subject_type: data.subject.type,
      uscc: data.subject.type === 'UNIT' ? data.subject.uscc : null,
      content: shownListing(data),
      listed_position: listedPosition,
      left_position: leftPosition,
      changed_position: position,
    });
  }
  return [...rows.values()];
}

export function restrictionRows(taken: readonly Taken[]): RowOf<typeof RESTRICTION>[] {
  const rows = new Map<string, RowOf<typeof RESTRICTION>>();
  for (const { event } of taken) {
    if (event.type !== 'restriction.lifted.v1') continue;
    const { restrictionRef, listingRef, version } = event.data;
    rows.set(restrictionRef, {
      restriction_id: restrictionRef,
      listing_id: listingRef,
      version,
      event_id: event.id,
    });
  }
  return [...rows.values()];
}

export function obligationRows(taken: readonly Taken[], now: Date): RowOf<typeof OBLIGATIONS>[] {
  const termsOf = new Map<string, Terms>();
  return taken.flatMap(({ event, obligations }) => {
    const { id, type, data } = event;
    const alike = Map.groupBy(obligations, ({ candidate }) => termsFor(candidate, now, termsOf));
    return [...alike].map(([terms, each]) => ({
      listing_id: data.listingRef,
      restriction_id: restrictionOf(event),
      version: data.version,
      event_id: id,
      event_type: type,
      decision_id: data.decisionId,
      court_code: data.court.code,
      required_presence: requiredPresence(data),
      ...terms,
      ...listsOf(each),
    }));
  });
}

function listsOf(obligations: readonly Frozen[]) {
  return {
    ids: obligations.map(({ id }) => id).join(),
    subscribers: obligations.map(({ subscriberId }) => subscriberId).join(),
    offsets: obligations.map(({ offset }) => offset).join(),
    superseded_by: obligations.map(({ supersededBy }) => supersededBy ?? '').join(),
  };
}

type Terms = Pick<
  RowOf<typeof OBLIGATIONS>,
  'available_at' | 'apply_by' | 'apply_by_provisional' | 'legal_basis' | 'sla_source' | 'reach_by'
>;

/** Few contracts differ in their deadlines; those that can read the change at once have theirs begun. */
function termsFor({ contract, hasFeed }: IntakeCandidate, now: Date, known: Map<string, Terms>) {
  const name = `${contract.deadline?.workingDays ?? 'target'} ${hasFeed}`;
  let terms = known.get(name);
  if (!terms) {
    const { applyBy, provisional, legalBasis, slaSource } = deadlineFor(contract, now);
    terms = {
      available_at: hasFeed ? now : null,
      apply_by: hasFeed ? applyBy : null,
      apply_by_provisional: hasFeed && provisional,
      legal_basis: hasFeed ? legalBasis : null,
      sla_source: hasFeed ? slaSource : null,
      reach_by: applyBy,
    };
    known.set(name, terms);
  }
  return terms;
}

/** Rows are locked in one order, by whoever locks several: no deadlock. */
export function inOrderOf<Row extends { id: string }>(rows: Row[]): Row[] {
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

export function supersededRows({ superseded }: Batch): RowOf<typeof SUPERSEDED>[] {
  return inOrderOf([...superseded].map(([id, { by }]) => ({ id, by })));
}
