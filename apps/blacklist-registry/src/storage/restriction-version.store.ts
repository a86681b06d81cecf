import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangeCause, LiftBasis } from '#contracts';
import type { Restriction } from '../domain/restriction.js';
import { RestrictionVersionRow } from './restriction-version.row.js';

export interface NewRestrictionVersion {
  /** After the change. */
  restriction: Restriction;
  basis?: LiftBasis;
  cause?: ChangeCause;
  order?: { orderId: string; decisionId: string };
  validFrom: Date;
  recordedAt: Date;
}

/** The log beside the state: one row per change, only ever added. */
@Injectable()
export class RestrictionVersionStore {
  async append(manager: EntityManager, ...versions: NewRestrictionVersion[]): Promise<void> {
    if (versions.length > 0) await manager.insert(RestrictionVersionRow, versions.map(columnsOf));
  }

  /** When the register last learned of any of these; null where there are none. */
  async lastRecordedAt(manager: EntityManager, ids: readonly string[]): Promise<Date | null> {
    const [row]: { at: Date | null }[] = await manager.query(
      `SELECT max(recorded_at) AS at FROM restriction_version WHERE restriction_id = ANY($1)`,
      [ids],
    );
    return row?.at ?? null;
  }
}

function columnsOf(version: NewRestrictionVersion) {
  const { restriction, basis, cause, order, validFrom, recordedAt } = version;
  return {
    restrictionId: restriction.id,
    version: restriction.version,
    state: restriction.state,
    until: restriction.until,
    basis: basis ?? null,
    cause: cause ?? null,
    orderId: order?.orderId ?? null,
    decisionId: order?.decisionId ?? null,
    validFrom,
    recordedAt,
  };
}
