import {
  newId,
  type ListingChange,
  type ListingChangeData,
  type ListingsImported,
  type RestrictionLifted,
} from '#contracts';

export const COURT = '皖0104';

type Kind = 'published' | 'removed' | 'shielded' | 'restored' | 'corrected' | 'revoked';

const STATES = {
  published: 'PUBLISHED',
  removed: 'DELETED',
  shielded: 'SHIELDED',
  restored: 'PUBLISHED',
  corrected: 'PUBLISHED',
  revoked: 'REVOKED_AS_ERROR',
} as const;
const ACTIONS = {
  published: 'list',
  removed: 'delete',
  shielded: 'shield',
  restored: 'relist',
  corrected: 'correct',
  revoked: 'delete_with_history',
} as const;

/** One listing's changes as the registry announces them; each is the next version unless told otherwise. */
export class ListingBuilder {
  readonly id = newId('lst');
  private version = 0;

  constructor(private readonly given: Partial<ListingChangeData> = {}) {}

  published(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('published', { basis: null, decisionId: null, ...more });
  }

  removed(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('removed', { basis: 'P_EARLY', ...more });
  }

  shielded(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('shielded', { basis: 'T_TEMP_SHIELD', ...more });
  }

  restored(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('restored', { basis: 'P_EARLY', ...more });
  }

  corrected(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('corrected', { basis: 'X_CORRECTED', ...more });
  }

  revoked(more: Partial<ListingChangeData> = {}): ListingChange {
    return this.change('revoked', { basis: 'X_REVOKED_ERROR', ...more });
  }

  private change(kind: Kind, more: Partial<ListingChangeData>): ListingChange {
    const version = more.version ?? this.version + 1;
    this.version = version;
    const data: ListingChangeData = {
      listingRef: this.id,
      version,
      previousVersion: version === 1 ? null : version - 1,
      state: STATES[kind],
      requiredAction: ACTIONS[kind],
      basis: null,
      until: null,
      court: { code: COURT, name: '合肥市包河区人民法院' },
      caseNumber: '（2026）皖0104执123号',
      subject: { type: 'UNIT', name: '某某建材有限公司', uscc: '91340100TE5T000167' },
      effectiveAt: '2026-11-20T02:00:00.000Z',
      decisionId: newId('dec'),
      scope: 'THIS_CASE_ONLY',
      ...this.given,
      ...more,
    };
    return {
      specversion: '1.0',
      id: newId('evt'),
      source: 'urn:yichu:registry',
      type: `listing.${kind}.v1`,
      subject: this.id,
      time: '2026-11-20T02:00:00.000Z',
      datacontenttype: 'application/json',
      partitionkey: this.id,
      subjectversion: version,
      correlationid: data.decisionId ?? this.id,
      causationid: this.id,
      data,
    };
  }
}

export function aListing(given: Partial<ListingChangeData> = {}): ListingBuilder {
  return new ListingBuilder(given);
}

/** One restriction imposed in a listing's case, and its lifts as the registry announces them. */
export class RestrictionBuilder {
  readonly id = newId('rst');
  private version = 1;

  constructor(private readonly listingRef: string) {}

  /** Its first version, imposed, is announced to nobody. */
  lifted(more: Partial<RestrictionLifted['data']> = {}): RestrictionLifted {
    const version = more.version ?? this.version + 1;
    const data: RestrictionLifted['data'] = {
      restrictionRef: this.id,
      listingRef: this.listingRef,
      version,
      previousVersion: this.version,
      state: 'LIFTED',
      kind: 'SPENDING',
      requiredAction: 'lift_sanctions',
      basis: 'R_PERFORMED',
      until: null,
      court: { code: COURT, name: '合肥市包河区人民法院' },
      caseNumber: '（2026）皖0104执123号',
      subject: { type: 'PERSON' },
      effectiveAt: '2026-11-20T02:00:00.000Z',
      decisionId: newId('dec'),
      scope: 'THIS_CASE_ONLY',
      ...more,
    };
    this.version = version;
    return {
      specversion: '1.0',
      id: newId('evt'),
      source: 'urn:yichu:registry',
      type: 'restriction.lifted.v1',
      subject: this.id,
      time: '2026-11-20T02:00:00.000Z',
      datacontenttype: 'application/json',
      partitionkey: this.id,
      subjectversion: version,
      correlationid: data.decisionId ?? this.id,
      causationid: this.id,
      data,
    };
  }
}

/** A chunk of a court's whole list, with these listings in it. */
export function anImport(
  listings: readonly string[],
  given: Partial<ListingsImported['data']['listings'][number]> = {},
): ListingsImported {
  const importId = newId('imp');
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:registry',
    type: 'listings.imported.v1',
    subject: importId,
    time: '2026-11-20T02:00:00.000Z',
    datacontenttype: 'application/json',
    partitionkey: importId,
    subjectversion: 0,
    correlationid: importId,
    causationid: importId,
    data: {
      importId,
      chunk: 1,
      court: { code: COURT, name: '合肥市包河区人民法院' },
      batch: true,
      listings: listings.map((listingRef) => ({
        listingRef,
        version: 1,
        state: 'PUBLISHED',
        caseNumber: '（2019）皖0104执88号',
        subject: { type: 'UNIT', name: '某某建材有限公司', uscc: '91340100TE5T000167' },
        publishedOn: '2025-03-02',
        ...given,
      })),
    },
  };
}
