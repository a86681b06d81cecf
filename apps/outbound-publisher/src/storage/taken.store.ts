import { Injectable } from '@nestjs/common';
import type { Statement } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { aggregateOf, restrictionOf } from '../domain/change.js';
import type { FrozenObligation, IntakeBatch, TakenChange } from '../domain/intake-batch.js';
import { requiredPresence } from '../domain/required-presence.js';
import { shownListing } from '../domain/shown-listing.js';
import type { ArrivedChange } from './arrived-change.js';
import { arraysOf, unnestOf, widthOf, type Columns, type RowOf } from './columns.js';
import type { IntakeCandidate } from './roster.store.js';

type Batch = IntakeBatch<IntakeCandidate>;
type Taken = TakenChange<IntakeCandidate>;
type Frozen = FrozenObligation<IntakeCandidate>;

/** Writes a batch of changes: one statement, whatever the number of changes and subscribers. */
@Injectable()
export class TakenStore {
  /**
   * Fails like a conflict, so that the transaction runs again, unless the intake and every subscriber's
   * offsets are where the batch began.
   */
  write(batch: Batch, arrived: readonly ArrivedChange[], now: Date): Statement {
    const from = batch.position - batch.taken.length;
    const changes = batch.taken.map((taken, index) => changeRow(taken, arrived[index]));
    const numbers = [...batch.numbered].map(([id, { first, next }]) => ({ id, first, next }));
    return {
      text: WRITE,
      values: [
        ...[from, batch.position, now],
        ...arraysOf(CHANGE, changes),
        ...arraysOf(LISTING, listingRows(batch)),
        ...arraysOf(RESTRICTION, restrictionRows(batch.taken)),
        ...arraysOf(NUMBER, inOrderOf(numbers)),
        ...arraysOf(OBLIGATIONS, obligationRows(batch.taken, now)),
        ...arraysOf(SUPERSEDED, supersededRows(batch)),
      ],
    };
  }

  /**
   * What was superseded is still sent, in order, with two exceptions: a refused push must not hold a
   * removal back, and who wants only the newest state is not told of older ones again. A statement of
   * its own, after the other: it sees what was queued again until the obligations were ours.
   */
  passOver({ superseded }: Batch, candidates: readonly IntakeCandidate[]): Statement | null {
    if (superseded.size === 0) return null;
    const newestOnly = new Set(
      candidates.filter(({ contract }) => contract.stateTransfer).map(({ id }) => id),
    );
    const rows = [...superseded].map(([id, { subscriberId }]) => ({
      ...{ id, subscriber_id: subscriberId, newest_only: newestOnly.has(subscriberId) },
    }));
    return { text: PASS_OVER, values: arraysOf(PASSED_OVER, inOrderOf(rows)) };
  }
}

const CHANGE = {
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

const LISTING = {
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

const RESTRICTION = {
  restriction_id: 'text',
  listing_id: 'text',
  version: 'integer',
  event_id: 'text',
} as const satisfies Columns;

const NUMBER = { id: 'text', first: 'bigint', next: 'bigint' } as const satisfies Columns;

/**
 * The obligations of one change that differ only in subscriber and offset: what they have in common
 * travels once, the rest as lists. (Joining two sets of rows instead would be planned without knowing
 * their sizes.)
 */
const OBLIGATIONS = {
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

const SUPERSEDED = { id: 'text', by: 'integer' } as const satisfies Columns;
const PASSED_OVER = {
  id: 'text',
  subscriber_id: 'text',
  newest_only: 'boolean',
} as const satisfies Columns;

// $1 and $2: where the intake stood, and stands after it; $3: now.
const C = 4;
const L = C + widthOf(CHANGE);
const R = L + widthOf(LISTING);
const N = R + widthOf(RESTRICTION);
const O = N + widthOf(NUMBER);
const S = O + widthOf(OBLIGATIONS);

const WRITE = `
  WITH moved AS (
    UPDATE intake_head SET position = $2::bigint WHERE only_row AND position = $1::bigint RETURNING 1
  ), numbered AS (
    UPDATE subscriber SET next_offset = number.next FROM ${unnestOf('number', NUMBER, N)}
    WHERE subscriber.id = number.id AND subscriber.next_offset = number.first RETURNING 1
  ), taken AS (
    INSERT INTO change (${Object.keys(CHANGE).join(', ')}, taken_in_at)
    SELECT change.*, $3::timestamptz FROM ${unnestOf('change', CHANGE, C)}
  ), listed AS (
    INSERT INTO listing_head (${Object.keys(LISTING).join(', ')})
    SELECT listing_id, version, event_id, required_presence, court_code, case_number, subject_type,
      uscc, content::json, listed_position, left_position, changed_position
    FROM ${unnestOf('listing', LISTING, L)}
    ON CONFLICT (listing_id) DO UPDATE SET
      version = excluded.version, event_id = excluded.event_id,
      required_presence = excluded.required_presence, court_code = excluded.court_code,
      case_number = excluded.case_number, subject_type = excluded.subject_type, uscc = excluded.uscc,
      content = excluded.content, listed_position = excluded.listed_position,
      left_position = excluded.left_position, changed_position = excluded.changed_position
  ), lifted AS (
    INSERT INTO restriction_head (${Object.keys(RESTRICTION).join(', ')})
    SELECT * FROM ${unnestOf('restriction', RESTRICTION, R)}
    ON CONFLICT (restriction_id) DO UPDATE SET
      version = excluded.version, event_id = excluded.event_id
  ), frozen AS (
    INSERT INTO obligation (id, subscriber_id, "offset", superseded_by, state, listing_id,
      restriction_id, version, event_id, event_type, decision_id, court_code, required_presence,
      available_at, apply_by, apply_by_provisional, legal_basis, sla_source, reach_by, created_at)
    SELECT line.id, line.subscriber_id, line."offset", line.superseded_by,
      CASE WHEN line.superseded_by IS NULL THEN 'expected' ELSE 'superseded' END, o.listing_id,
      o.restriction_id, o.version, o.event_id, o.event_type, o.decision_id, o.court_code,
      o.required_presence, o.available_at, o.apply_by, o.apply_by_provisional, o.legal_basis,
      o.sla_source, o.reach_by, $3::timestamptz
    FROM ${unnestOf('o', OBLIGATIONS, O)} CROSS JOIN LATERAL unnest(
      string_to_array(o.ids, ','), string_to_array(o.subscribers, ','),
      string_to_array(o.offsets, ',')::bigint[], string_to_array(o.superseded_by, ',', '')::integer[]
    ) AS line (id, subscriber_id, "offset", superseded_by)
  ), superseded AS (
    UPDATE obligation older SET superseded_by = newer.by,
      state = CASE WHEN older.state IN ('verified', 'attested', 'closed')
        THEN older.state ELSE 'superseded' END,
      next_look_at = NULL, look_step = 0, unknown_looks = 0
    FROM ${unnestOf('newer', SUPERSEDED, S)} WHERE older.id = newer.id
  )
  SELECT CASE WHEN (SELECT count(*) FROM moved) = 1
    AND (SELECT count(*) FROM numbered) = cardinality($${N}::text[]) THEN 0 ELSE intake_moved() END`;

const PASS_OVER = `
  DELETE FROM waiting_push w
  USING ${unnestOf('older', PASSED_OVER, 1)} JOIN stream s ON s.subscriber_id = older.subscriber_id
  WHERE w.stream_id = s.id AND w.obligation_id = older.id
    AND (w.lane <> 'retry' OR older.newest_only)`;

function changeRow({ event, position }: Taken, arrived: ArrivedChange | undefined) {
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
function listingRows(batch: Batch): RowOf<typeof LISTING>[] {
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

function restrictionRows(taken: readonly Taken[]): RowOf<typeof RESTRICTION>[] {
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

function obligationRows(taken: readonly Taken[], now: Date): RowOf<typeof OBLIGATIONS>[] {
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
function inOrderOf<Row extends { id: string }>(rows: Row[]): Row[] {
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function supersededRows({ superseded }: Batch): RowOf<typeof SUPERSEDED>[] {
  return inOrderOf([...superseded].map(([id, { by }]) => ({ id, by })));
}
