import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideOrder } from '../apps/blacklist-registry/src/domain/decide-order.js';
import { EXIT_RULES } from '../apps/blacklist-registry/src/domain/exit-rules.js';
import { liftRule } from '../apps/blacklist-registry/src/domain/lift-rules.js';
import type { Listing } from '../apps/blacklist-registry/src/domain/listing.js';
import {
  aTerm,
  AT,
  listingsInEachState,
  OWNER,
  TODAY,
} from '../apps/blacklist-registry/test/listing-states.js';
import { BAR_RULES } from '../apps/blacklist-registry/src/domain/must-not-list.js';
import {
  forbidsHistory,
  requiredPresence,
} from '../apps/outbound-publisher/src/domain/required-presence.js';
import {
  CATALOGUE,
  LIFT_BASES,
  LISTING_GROUNDS,
  type Basis,
  type OrderAction,
  type RequiredAction,
} from '#contracts';
import { projectRoot } from '#infrastructure';

const page = readFileSync(join(projectRoot(), 'docs/domain.md'), 'utf8');

/** The rows of the table under a heading, each as its cells. */
function tableUnder(heading: string): string[][] {
  const [, after = ''] = page.split(`${heading}\n`);
  const [section = ''] = after.split('\n#');
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** `CODE` at the beginning of a cell. */
function codeIn(cell = ''): string {
  return /^`([^`]+)`/.exec(cell)?.[1] ?? '';
}

const ASKS = {
  NOTHING: 'any time',
  NO_TERM: 'no term running',
  TERM_OVER: 'term over',
  NEVER: '–',
} as const;

describe('docs/domain.md says what the programs do', () => {
  it('lists every exit, from every state, as the registry allows it', () => {
    const onThePage = tableUnder('### 2.1 The exits ⚖').map(([basis, ...cells]) => [
      codeIn(basis),
      ...cells,
    ]);
    const inTheCode = Object.entries(EXIT_RULES).map(([basis, rule]) => [
      basis,
      rule.legalSource,
      ASKS[rule.beforePublication],
      ASKS[rule.onTheList],
      ASKS[rule.afterwards],
    ]);
    expect(onThePage).toEqual(inTheCode);
  });

  it('lists what each order makes of a listing, from every state', () => {
    const onThePage = tableUnder('### 2.4 What each order makes of a listing ⚖').map(
      ([from = '', ...cells]) => [
        from.replaceAll('`', ''),
        ...cells.map((cell) => codeIn(cell) || cell),
      ],
    );
    const inTheCode = Object.entries(LISTINGS).map(([from, listing]) => [
      from,
      ...ORDERS.map(([action, basis]) => madeOf(listing, action, basis)),
    ]);
    expect(onThePage).toEqual(inTheCode);
  });

  it('lists what bars a listing, and on which grounds', () => {
    const onThePage = tableUnder('### 1.2 What must not be listed ⚖').map(
      ([bar, source, grounds]) => [codeIn(bar), source, grounds],
    );
    const inTheCode = Object.entries(BAR_RULES).map(([bar, { legalSource, grounds }]) => [
      bar,
      legalSource,
      grounds?.map((ground) => ground.slice(0, 2)).join(', ') ?? 'all',
    ]);
    expect(onThePage).toEqual(inTheCode);
  });

  it('lists what lifts which restriction', () => {
    const onThePage = tableUnder('### 5.1 What lifts what ⚖').map(([basis, spending, exit]) => [
      codeIn(basis),
      spending,
      exit,
    ]);
    const shown = (kind: 'SPENDING' | 'EXIT') => (basis: (typeof LIFT_BASES)[number]) => {
      const rule = liftRule(basis, kind);
      return rule ? `${rule.duty} ${rule.source}` : '–';
    };
    const inTheCode = LIFT_BASES.map((basis) => [
      basis,
      shown('SPENDING')(basis),
      shown('EXIT')(basis),
    ]);
    expect(onThePage).toEqual(inTheCode);
  });

  it('lists what a look must see after each change', () => {
    const table = tableUnder('### 8.1 Each change, and what a look must see ⚖');
    expect(table.map(([event]) => codeIn(event))).toEqual(expect.arrayContaining(EVENTS));
    for (const [event, action, seen] of table) {
      const requiredAction = codeIn(action) as RequiredAction;
      const state = event?.includes('shielded record') ? 'SHIELDED' : 'PUBLISHED';
      expect([event, seen]).toEqual([event, seenAfter(requiredAction, state)]);
    }
  });

  it('names every ground', () => {
    const grounds = tableUnder('### 1.1 Grounds and terms (the Provisions, Art 1 and 2) 〔law〕');
    expect(grounds.map(([code]) => codeIn(code))).toEqual(LISTING_GROUNDS);
  });
});

const states = listingsInEachState(aTerm(['L1_ABLE_BUT_REFUSES']));
const LISTINGS: Record<string, Listing> = {
  DECIDED: states.decided,
  GRACE: states.grace,
  PUBLISHED: states.published,
  SHIELDED: states.shielded,
  'DELETED by P': states.deletedEarly,
  'DELETED by D': states.deletedPerformed,
  EXPIRED_DELETED: states.expired,
  REVOKED_AS_ERROR: states.revoked,
};

const ORDERS: [OrderAction, Basis | null][] = [
  ['REMOVE', 'D1_PERFORMED'],
  ['REMOVE', 'X_REVOKED_ERROR'],
  ['SHIELD', 'T_TEMP_SHIELD'],
  // A restoration repeats the basis that it undoes.
  ['RESTORE', null],
  ['CORRECT', 'X_CORRECTED'],
  ['LIFT', 'R_PERFORMED'],
];

/** The state after the order, or that it is refused. */
function madeOf(listing: Listing, action: OrderAction, given: Basis | null): string {
  const undone = 'basis' in listing ? listing.basis : 'T_TEMP_SHIELD';
  const order = {
    ...{ orderNo: 3, action, basis: given ?? undone, courtCode: OWNER },
    ...{ effectiveOn: TODAY, until: null, lifts: action === 'LIFT' ? 1 : 0 },
  };
  const verdict = decideOrder(listing, order, {
    now: AT,
    today: TODAY,
    listedAnew: false,
    correction: action === 'CORRECT' ? { term: listing.term, listedTwice: false } : null,
  });
  return verdict.kind === 'refused' ? '–' : verdict.listing.status;
}

/** A whole list that was taken over asks nothing of anybody. */
const EVENTS: string[] = CATALOGUE['listing-changes']
  .map((schema): string => schema.properties.type.const)
  .filter((type) => type !== 'listings.imported.v1');

function seenAfter(requiredAction: RequiredAction, state: 'PUBLISHED' | 'SHIELDED'): string {
  switch (requiredPresence({ requiredAction, state })) {
    case 'present':
      return 'the record';
    case 'absent':
      if (forbidsHistory(requiredAction)) return 'nothing, and nothing in its history';
      return requiredAction === 'delete' ? 'nothing; its history may stay' : 'nothing';
    case null:
      return 'no page shows it';
  }
}
