import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import type { Application, SubmittedApplication } from '../domain/application.js';
import { ApplicationRow } from './application.row.js';

export interface ApplicationQuery {
  /** Null for all courts. */
  courtCode: string | null;
  status: Application['status'] | null;
  /** Only those filed before this one: the last id of the page before. */
  before: string | null;
  limit: number;
}

/** The one place that maps `repair_application` rows to applications and back. */
@Injectable()
export class ApplicationStore {
  async insert(manager: EntityManager, application: SubmittedApplication): Promise<void> {
    await manager.insert(ApplicationRow, { ...application, decisionId: null });
  }

  async find(manager: EntityManager, id: string): Promise<Application | null> {
    const row = await manager.findOneBy(ApplicationRow, { id });
    return row && toApplication(row);
  }

  /** Locks the row until the transaction ends, so that two decisions on it take turns. */
  async lock(manager: EntityManager, id: string): Promise<Application | null> {
    const row = await manager.findOne(ApplicationRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toApplication(row);
  }

  async settle(manager: EntityManager, application: Application): Promise<void> {
    const { id, status } = application;
    const decisionId = status === 'DECIDED' ? application.decisionId : null;
    await manager.update(ApplicationRow, { id }, { status, decisionId });
  }

  /** Newest first. */
  async list(manager: EntityManager, query: ApplicationQuery): Promise<Application[]> {
    const { courtCode, status, before, limit } = query;
    const rows = await manager.find(ApplicationRow, {
      where: {
        ...(courtCode && { courtCode }),
        ...(status && { status }),
        ...(before && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toApplication);
  }
}

function toApplication({ status, decisionId, ...facts }: ApplicationRow): Application {
  if (status === 'SUBMITTED') return { ...facts, status };
  if (decisionId === null) {
    throw new Error(
      `Application ${facts.id} is decided by nothing; the table was changed by hand.`,
    );
  }
  return { ...facts, status, decisionId };
}
