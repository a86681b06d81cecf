import type { Obligation, Platform } from '#stack';
import { isAsExpected, summarise } from './summary.js';

const platforms: Platform[] = (['honest', 'flaky', 'lying', 'pull'] as const).map((behaviour) => ({
  name: behaviour,
  behaviour,
  url: `http://127.0.0.1/${behaviour}`,
  id: `sub_${behaviour}`,
  token: 'token',
  streamId: `str_${behaviour}`,
  lookupUrl: 'http://127.0.0.1/lookup?ref={listingRef}',
}));

function anObligation(changes: Partial<Obligation> = {}): Obligation {
  return {
    id: 'obl_A',
    subscriber: 'sub_honest',
    listing: 'lst_A',
    restriction: null,
    version: 2,
    eventId: 'evt_A',
    eventType: 'listing.removed.v1',
    offset: 7,
    state: 'verified',
    flags: [],
    supersededBy: null,
    deliveredAt: '2026-03-02T01:00:00Z',
    appliedAt: '2026-03-02T01:00:00Z',
    verifiedAt: '2026-03-02T01:00:01Z',
    applyBy: null,
    lastLook: null,
    ...changes,
  };
}
const lie = anObligation({ subscriber: 'sub_lying', state: 'contradicted' });
const publication = anObligation({ eventType: 'listing.published.v1', version: 1 });

describe('the result is as expected', () => {
  it.each<[string, Obligation[], boolean]>([
    ['the lying platform alone is open, at all it should have removed', [publication, lie], true],
    ['nobody is open', [publication], false],
    ['there is nothing at all', [], false],
    ['an honest platform is open too', [lie, anObligation({ state: 'contradicted' })], false],
    ['something is still under way', [lie, anObligation({ state: 'delivered' })], false],
    [
      'one of its lies was believed',
      [lie, anObligation({ subscriber: 'sub_lying', state: 'verified' })],
      false,
    ],
    ['its lie could not be looked at', [{ ...lie, state: 'ambiguous' }], false],
    [
      'a shield that it ignored has been lifted since',
      [lie, anObligation({ subscriber: 'sub_lying', state: 'superseded', supersededBy: 3 })],
      true,
    ],
    [
      'it fails to show a record that it must show',
      [lie, { ...publication, subscriber: 'sub_lying', state: 'contradicted' }],
      false,
    ],
  ])('given that %s, then ok is as said', (_, obligations, ok) => {
    expect(isAsExpected(platforms, obligations)).toBe(ok);
  });
});

describe('the summary', () => {
  it('given evidence, then it has exactly the fields that scripts rely on', () => {
    const arrivals = [
      { eventId: 'evt_A', correlationId: 'dec_A', receivedAt: '2026-03-02T01:00:00.025Z' },
    ];
    const summary = summarise({
      infrastructure: { kafka: 'embedded 4.1.1', postgres: 'embedded 18.4' },
      platforms,
      rest: [],
      outcomes: [
        {
          name: 'materials',
          rows: [],
          approvals: [{ decisionId: 'dec_A', approvedAt: '2026-03-02T01:00:00.000Z' }],
        },
      ],
      obligations: [publication, lie, anObligation({ state: 'expected', deliveredAt: null })],
      arrivals: [arrivals, [{ ...arrivals[0]!, receivedAt: '2026-03-02T01:00:01.300Z' }], [], []],
      seconds: 21.4,
    });
    expect(summary).toEqual({
      ok: false,
      infrastructure: { kafka: 'embedded 4.1.1', postgres: 'embedded 18.4' },
      decisions: 1,
      subscribers: 4,
      obligations: 3,
      received: 2,
      verified: 1,
      open: [
        { subscriber: 'sub_lying', listing: 'lst_A', state: 'contradicted' },
        { subscriber: 'sub_honest', listing: 'lst_A', state: 'expected' },
      ],
      latencyMs: { p50: 25, p99: 25 },
      seconds: 21.4,
    });
  });
});
