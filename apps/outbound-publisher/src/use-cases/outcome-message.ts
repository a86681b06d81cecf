import { newId, type ObligationOutcome } from '#contracts';
import type { OutgoingMessage } from '#messaging';
import type { Obligation } from '../domain/obligation.js';

/** What repair-decision and the dashboards are told of one obligation. */
export function outcomeMessage(
  fact: 'verified' | 'contradicted' | 'overdue',
  obligation: Obligation,
  at: Date,
): OutgoingMessage {
  const { id, subscriberId, listingId, restrictionId, version, decisionId } = obligation;
  const event: ObligationOutcome = {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:publisher',
    type: `obligation.${fact}.v1`,
    subject: restrictionId ?? listingId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: listingId,
    subjectversion: version,
    correlationid: decisionId ?? listingId,
    causationid: obligation.eventId,
    data: {
      obligationId: id,
      subscriberId,
      listingRef: listingId,
      version,
      decisionId,
      at: at.toISOString(),
      ...(restrictionId !== null && { restrictionRef: restrictionId }),
    },
  };
  return { topic: 'delivery-outcomes', event };
}
