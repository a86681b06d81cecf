import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual, type EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Statement } from '#messaging';
import type { Application, ApplicationStatus } from '../domain/application.js';
import { UNDECIDED } from '../domain/application.js';
import { nextDue } from '../domain/deadline.js';
import { ApplicationRow } from './application.row.js';

export const APPLICATIONS = new Rows(ApplicationRow);

export interface ApplicationQuery {
  /** Null for all courts. */
  courtCode: string | null;
  status: ApplicationStatus | null;
  listingId: string | null;
  /** Only those whose next deadline ends by then. */
  dueBy: Date | null;
  /** Only those filed before this one: the last id of the page before. */
  before: string | null;
  limit: number;
}

/** The one place that maps `repair_application` rows to applications and back. */
@Injectable()
export class ApplicationStore {
  async insert(manager: EntityManager, application: Application): Promise<void> {
    await manager.insert(ApplicationRow, { ...application, ...derivedColumns(application) });
  }

  async find(manager: EntityManager, id: string): Promise<Application | null> {
    const row = await manager.findOneBy(ApplicationRow, { id });
    return row && toApplication(row);
  }

  /** Locks the row until the transaction ends, so that two steps on it take turns. */
  async lock(manager: EntityManager, id: string): Promise<Application | null> {
    const [row] = await APPLICATIONS.find(manager, 'id = $1 FOR UPDATE', [id]);
    return row ? toApplication(row) : null;
  }

  /** The application that a decision granted, locked; null where none waits for its order to be applied. */
  async lockGrantedBy(manager: EntityManager, decisionId: string): Promise<Application | null> {
    const [row] = await APPLICATIONS.find(manager, GRANTED_BY, [decisionId]);
    return row ? toApplication(row) : null;
  }

  /** What still waits for a decision about a listing, locked. */
  async lockUndecided(manager: EntityManager, listingId: string): Promise<Application[]> {
    const rows = await APPLICATIONS.find(manager, UNDECIDED_OF, [listingId, UNDECIDED]);
    return rows.map(toApplication);
  }

  /** 履行完毕: ends what runs on for the listing's other repairs. */
  closingOthers(given: { listingId: string; decisionId: string; at: Date }): Statement {
    const { listingId, decisionId, at } = given;
    const entry = { status: 'PERFORMED_CLOSED', at: at.toISOString(), by: 'blacklist-registry' };
    return {
      text: `UPDATE repair_application SET status = 'PERFORMED_CLOSED', history = history || $3::jsonb
              WHERE listing_id = $1 AND decision_id <> $2
                AND status IN ('EFFECTIVE', 'BREACH_ALLEGED')`,
      values: [listingId, decisionId, JSON.stringify([entry])],
    };
  }

  /** What was filed stays as it is; everything else is as the last step left it. */
  async save(manager: EntityManager, application: Application): Promise<void> {
    const { text, values } = this.saving(manager, application);
    await manager.query(text, values);
  }

  /** As `save`, for who sends it without waiting for its end. */
  saving(manager: EntityManager, application: Application): Statement {
    const { id, status, steps, deadlines, history } = application;
    const state = { status, steps, deadlines, history, ...derivedColumns(application) };
    return APPLICATIONS.update(manager, id, state);
  }

  /** Newest first. */
  async list(manager: EntityManager, query: ApplicationQuery): Promise<Application[]> {
    const { courtCode, status, listingId, dueBy, before, limit } = query;
    const rows = await manager.find(ApplicationRow, {
      where: {
        ...(courtCode && { courtCode }),
        ...(status && { status }),
        ...(listingId && { listingId }),
        ...(dueBy && { nextDueAt: LessThanOrEqual(dueBy) }),
        ...(before && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toApplication);
  }
}

const GRANTED_BY = `decision_id = $1 AND status = 'GRANTED' FOR UPDATE`;
const UNDECIDED_OF = 'listing_id = $1 AND status = ANY($2) ORDER BY id FOR UPDATE';

/** What the columns for queries repeat of an application. */
export function derivedColumns(application: Application) {
  const { deadlines, steps } = application;
  const exit = deadlines.find(({ kind }) => kind === 'EXIT');
  return {
    decisionId: 'decisionId' in application ? application.decisionId : null,
    nextDueAt: instant(nextDue(deadlines)),
    dutyDueAt: instant(exit?.dueAt ?? null),
    dutyEndedAt: instant(exit?.metAt ?? null),
    deniedAt: instant(steps.denial?.at ?? null),
    barredUntil: steps.denial?.barredUntil ?? null,
  };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

export function toApplication(row: ApplicationRow): Application {
  const {
    status,
    decisionId,
    nextDueAt: _nextDueAt,
    dutyDueAt: _dutyDueAt,
    dutyEndedAt: _dutyEndedAt,
    deniedAt: _deniedAt,
    barredUntil: _barredUntil,
    ...facts
  } = row;
  const undecided = UNDECIDED.find((each) => each === status);
  if (undecided) return { ...facts, status: undecided };
  if (status === 'LAPSED') return { ...facts, status };
  if (decisionId === null) {
    throw new Error(`Application ${row.id} is decided by nothing; the table was changed by hand.`);
  }
  return { ...facts, status: status, decisionId };
}
