import type { RestrictionLifted } from '#contracts';
import type { PublicSubject } from './listing-change-event.js';
import type { Restriction, RestrictionLift } from './restriction.js';

export interface AnnouncedLift {
  eventId: string;
  now: Date;
  /** After the lift. */
  restriction: Restriction;
  lift: RestrictionLift;
  /** The newest version that was announced before, null where none was. */
  previousVersion: number | null;
  /** The order that named it. */
  cause: { orderId: string; decisionId: string };
  effectiveAt: string;
  courtName: string;
  caseNumber: string;
  /** The listing's debtor. */
  debtor: PublicSubject;
}

/**
 * 解除限制: goes to whoever may hold the listing, because lifting reaches as far as imposing did
 * (法释〔2015〕17号 Art 9).
 *
 * That a temporary lift ends is no event of its own. `until` said from the start when the sanction binds
 * again, so whoever obeys the lift knows; and on this topic a message means "lift": one that meant the
 * opposite would be misread by every receiver that goes by type or `requiredAction`.
 */
export function restrictionLiftedEvent(announced: AnnouncedLift): RestrictionLifted {
  const { eventId, now, restriction, lift, previousVersion, cause } = announced;
  return {
    specversion: '1.0',
    id: eventId,
    source: 'urn:yichu:registry',
    type: 'restriction.lifted.v1',
    subject: restriction.id,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: restriction.id,
    subjectversion: restriction.version,
    correlationid: cause.decisionId,
    causationid: cause.orderId,
    data: {
      restrictionRef: restriction.id,
      listingRef: restriction.listingId,
      version: restriction.version,
      previousVersion,
      state: restriction.state,
      kind: restriction.kind,
      boundRole: restriction.boundRole,
      requiredAction: 'lift_sanctions',
      basis: lift.basis,
      until: lift.until,
      court: { code: restriction.courtCode, name: announced.courtName },
      caseNumber: announced.caseNumber,
      subject: restriction.bindsPerson ? { type: 'PERSON' } : announced.debtor,
      effectiveAt: announced.effectiveAt,
      decisionId: cause.decisionId,
      scope: 'THIS_CASE_ONLY',
    },
  };
}
