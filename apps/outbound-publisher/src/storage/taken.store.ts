import { Injectable } from '@nestjs/common';
import type { Statement } from '#messaging';
import type { IntakeBatch } from '../domain/intake-batch.js';
import type { ArrivedChange } from './arrived-change.js';
import { arraysOf, unnestOf, widthOf } from './columns.js';
import type { IntakeCandidate } from './roster.store.js';
import {
  CHANGE,
  changeRow,
  inOrderOf,
  LISTING,
  listingRows,
  NUMBER,
  obligationRows,
  OBLIGATIONS,
  PASSED_OVER,
  RESTRICTION,
  restrictionRows,
  SUPERSEDED,
  supersededRows,
} from './taken-rows.js';

type Batch = IntakeBatch<IntakeCandidate>;

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
