import type { ListingChangeData, ListingsImported } from '#contracts';
import { shownImport, shownListing } from './shown-listing.js';

const COURT = { code: '皖0104', name: '合肥市包河区人民法院' };
const UNIT = { type: 'UNIT', name: '某某建材有限公司', uscc: '91340100TE5T000167' } as const;

function changeOf(more: Partial<ListingChangeData>): ListingChangeData {
  return {
    listingRef: 'lst_01J00000000000000000000000',
    ...{ version: 1, previousVersion: null, state: 'PUBLISHED', requiredAction: 'list' },
    ...{ basis: null, until: null, court: COURT, caseNumber: '（2026）皖0104执123号' },
    ...{ subject: UNIT, effectiveAt: '2026-11-20T02:00:00.000Z', decisionId: null },
    scope: 'THIS_CASE_ONLY',
    ...more,
  };
}

const shown = (more: Partial<ListingChangeData>) =>
  JSON.parse(shownListing(changeOf(more)) ?? 'null') as unknown;

describe('what a snapshot says of a listing', () => {
  it('given a unit, then its name and code, its case and why it is listed', () => {
    expect(shown({ grounds: ['L2_OBSTRUCT_RESIST'], termEndsOn: '2028-11-20' })).toEqual({
      ...{ state: 'PUBLISHED', court: COURT, caseNumber: '（2026）皖0104执123号', subject: UNIT },
      ...{ grounds: ['L2_OBSTRUCT_RESIST'], termEndsOn: '2028-11-20' },
      effectiveAt: '2026-11-20T02:00:00.000Z',
    });
  });

  it('given it came back after a repair was revoked, then nothing of the repair', () => {
    const decisionId = 'dec_01J00000000000000000000000';
    const text = shownListing(
      changeOf({ requiredAction: 'relist', basis: 'P_EARLY', decisionId, version: 3 }),
    );
    expect(text).not.toMatch(/P_EARLY|dec_|basis|decision/);
  });

  it('given a person, then its type alone, even if a message said more', () => {
    const subject = { type: 'PERSON', name: '张三', idNumber: '340104190006150018' };
    const text = shownListing(changeOf({ subject: subject as { type: 'PERSON' } }));
    expect(text).toContain('"subject":{"type":"PERSON"}');
    expect(text).not.toMatch(/张三|3401041900/);
  });

  it.each([
    ['delete', 'DELETED'],
    ['shield', 'SHIELDED'],
    ['delete_with_history', 'REVOKED_AS_ERROR'],
    ['correct', 'SHIELDED'],
  ] as const)('given %s, %s, then nothing: it is not to be shown', (requiredAction, state) => {
    expect(shown({ requiredAction, state })).toBeNull();
  });

  it('given it was taken over with the whole list, then the same, from its day in Beijing on', () => {
    const listing: ListingsImported['data']['listings'][number] = {
      ...{ listingRef: 'lst_01J00000000000000000000000', version: 1, state: 'PUBLISHED' },
      ...{ caseNumber: '（2019）皖0104执88号', subject: UNIT, publishedOn: '2025-03-02' },
      termEndsOn: null,
    };
    expect(JSON.parse(shownImport(COURT, listing))).toEqual({
      ...{ state: 'PUBLISHED', court: COURT, caseNumber: '（2019）皖0104执88号', subject: UNIT },
      effectiveAt: '2025-03-01T16:00:00.000Z',
    });
  });
});
