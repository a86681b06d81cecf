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
  async append(manager: EntityManager, version: NewRestrictionVersion): Promise<void> {
    const { restriction, basis, cause, order, validFrom, recordedAt } = version;
    await manager.insert(RestrictionVersionRow, {
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
    });
  }
}
