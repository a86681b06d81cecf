import { newId, type ListingChange, type ListingChangeData } from '#contracts';

export const COURT = '皖0104';

type Kind = 'published' | 'removed' | 'shielded' | 'restored';

const STATES = {
  published: 'PUBLISHED',
  removed: 'DELETED',
  shielded: 'SHIELDED',
  restored: 'PUBLISHED',
} as const;
const ACTIONS = {
  published: 'list',
  removed: 'delete',
  shielded: 'shield',
  restored: 'relist',
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
