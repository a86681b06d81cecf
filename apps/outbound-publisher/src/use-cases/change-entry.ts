import type { LedgerEntry } from '#ledger';
import { restrictionOf, type Change } from '../domain/change.js';

interface Happened {
  at: Date;
  action: 'change.accepted' | 'change.held';
  detail: Record<string, unknown>;
}

/** What the ledger keeps of a change that was taken in or held; its subject is always the listing. */
export function changeEntry(event: Change, { at, action, detail }: Happened): LedgerEntry {
  const { id, type, data } = event;
  const restriction = restrictionOf(event);
  return {
    ...{ at, action, actor: 'outbound-publisher' },
    subject: data.listingRef,
    courtCode: data.court.code,
    detail: {
      ...{ eventId: id, eventType: type, version: data.version, decisionId: data.decisionId },
      ...(restriction !== null && { restriction }),
      ...detail,
    },
  };
}
