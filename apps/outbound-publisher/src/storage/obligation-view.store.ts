import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AttemptViewStore, type AttemptView } from './attempt-view.store.js';
import { pageOf, type Page } from './page.js';
import {
  OBLIGATION_STATES,
  type LastLook,
  type ObligationFlag,
  type ObligationState,
} from '../domain/obligation.js';

/** An obligation as operations and its subscriber see it. */
export interface ObligationView {
  id: string;
  subscriber: string;
  listing: string;
  /** Where it is about a restriction of the listing's case; `version` is then the restriction's. */
  restriction: string | null;
  version: number;
  eventId: string;
  eventType: string;
  offset: number;
  state: ObligationState;
  flags: ObligationFlag[];
  supersededBy: number | null;
  deliveredAt: Date | null;
  appliedAt: Date | null;
  verifiedAt: Date | null;
  applyBy: Date | null;
  lastLook: LastLook | null;
}

/** With what its deadline rests on, and everything that was tried and seen. */
export interface ObligationHistory extends ObligationView {
  decision: string | null;
  availableAt: Date | null;
  claimedAt: Date | null;
  closedAt: Date | null;
  applyByProvisional: boolean;
  legalBasis: string | null;
  slaSource: string | null;
  nextLookAt: Date | null;
  receipts: { id: string; stage: string; appliedAt: Date | null; receivedAt: Date }[];
  attempts: AttemptView[];
  looks: {
    at: Date;
    version: number;
    result: string;
    reason: string | null;
    control: string | null;
    counted: boolean;
  }[];
}

export interface ObligationFilter {
  listing?: string | undefined;
  subscriber?: string | undefined;
  state?: ObligationState | undefined;
  flag?: ObligationFlag | undefined;
  /** Whether it still has to come to an end. */
  open?: boolean | undefined;
  /** The id after which the page begins. */
  after?: string | undefined;
  limit: number;
}

/** Reads for people and subscribers; never used to decide anything. */
@Injectable()
export class ObligationViewStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly attempts: AttemptViewStore,
  ) {}

  async list({ limit, ...filter }: ObligationFilter): Promise<Page<ObligationView>> {
    // Only what is asked for is written down: so each kind of question can use its own index.
    const conditions = ['true'];
    const values: unknown[] = [];
    const where = (value: unknown, condition: (place: string) => string): void => {
      if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
    };
    where(filter.listing, (value) => `listing_id = ${value}`);
    where(filter.subscriber, (value) => `subscriber_id = ${value}`);
    where(filter.flag, (value) => `flags @> ARRAY[${value}] AND flags <> '{}'`);
    where(filter.after, (value) => `id > ${value}`);
    if (filter.state !== undefined) conditions.push(STATE_IS[filter.state]);
    if (filter.open === true) conditions.push(`state NOT IN (${ENDS})`);
    if (filter.open === false) conditions.push(`state IN (${ENDS})`);
    const rows: ObligationView[] = await this.dataSource.query(
      `SELECT ${VIEW} FROM obligation WHERE ${conditions.join(' AND ')}
       ORDER BY id LIMIT ${limit + 1}`,
      values,
    );
    return pageOf(rows, limit);
  }

  async find(id: string): Promise<ObligationView | null> {
    const rows: ObligationView[] = await this.dataSource.query(
      `SELECT ${VIEW} FROM obligation WHERE id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  async history(id: string): Promise<ObligationHistory | null> {
    const rows: ObligationHistory[] = await this.dataSource.query(
      `SELECT ${VIEW}, decision_id AS decision, available_at AS "availableAt",
         claimed_at AS "claimedAt", closed_at AS "closedAt",
         apply_by_provisional AS "applyByProvisional", legal_basis AS "legalBasis",
         sla_source AS "slaSource", next_look_at AS "nextLookAt"
       FROM obligation WHERE id = $1`,
      [id],
    );
    const row = rows[0];
    if (!row) return null;
    const receipts: ObligationHistory['receipts'] = await this.dataSource.query(
      `SELECT id, stage, applied_at AS "appliedAt", received_at AS "receivedAt"
       FROM receipt WHERE obligation_id = $1 ORDER BY id`,
      [id],
    );
    const attempts = await this.attempts.ofObligation(id);
    const looks: ObligationHistory['looks'] = await this.dataSource.query(
      `SELECT at, version, result, reason, control, counted
       FROM look WHERE obligation_id = $1 ORDER BY look.id`,
      [id],
    );
    return { ...row, receipts, attempts, looks };
  }
}

/** As the partial index of open ones has it. */
const ENDS = `'verified', 'closed', 'attested', 'superseded'`;

/**
 * Our own words and not a parameter: a plan that holds for any state would leaf through all that was
 * ever proven to find one that was contradicted.
 */
const STATE_IS = Object.fromEntries(
  OBLIGATION_STATES.map((state) => [state, `state = '${state}'`]),
) as Record<ObligationState, string>;

const VIEW = `id, subscriber_id AS subscriber, listing_id AS listing,
  restriction_id AS restriction, version,
  event_id AS "eventId", event_type AS "eventType", "offset"::integer AS "offset", state, flags,
  superseded_by AS "supersededBy", delivered_at AS "deliveredAt", applied_at AS "appliedAt",
  verified_at AS "verifiedAt", apply_by AS "applyBy", last_look AS "lastLook"`;
