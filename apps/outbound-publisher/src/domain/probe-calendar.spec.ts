import type { Evidence, LookResult } from './evidence.js';
import { consider, type Obligation } from './obligation.js';
import type { Probe } from './probe-calendar.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = new Date('2026-03-02T08:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const probe: Probe = { consent: true, settleSeconds: 30 };

const claimed: Obligation = {
  id: 'obl_1',
  subscriberId: 'sub_1',
  listingId: 'lst_1',
  restrictionId: null,
  version: 2,
  eventId: 'evt_1',
  eventType: 'listing.removed.v1',
  decisionId: null,
  courtCode: '皖0104',
  requiredPresence: 'absent',
  state: 'applied',
  flags: [],
  supersededBy: null,
  deliveredAt: start,
  claimedAt: start,
  appliedAt: start,
  verifiedAt: null,
  firstVerifiedAt: null,
  closedAt: null,
  lastLook: null,
  nextLookAt: at(30),
  lookStep: 0,
  unknownLooks: 0,
};

/** Looks whenever the plan says so. @returns the waits between the looks, in seconds. */
function waits(results: LookResult[], from: Obligation = claimed): number[] {
  let obligation = from;
  return results.map((result) => {
    const now = obligation.nextLookAt;
    if (!now) throw new Error('no look is planned');
    const look: Evidence = { kind: 'look', at: now, result, reason: null, counts: true };
    obligation = consider(obligation, look, probe).obligation;
    return obligation.nextLookAt ? (obligation.nextLookAt.getTime() - now.getTime()) / 1000 : -1;
  });
}

describe('calendar of looks', () => {
  it('looks first when the claim has settled', () => {
    const fresh = { ...claimed, state: 'delivered' as const, claimedAt: null, nextLookAt: null };
    const { obligation } = consider(
      fresh,
      { kind: 'receipt', stage: 'applied', at: at(5), appliedAt: null },
      probe,
    );
    expect(obligation.nextLookAt).toEqual(at(35));
  });

  it('repeats an inconclusive look after 2, 5, 15 and 60 seconds, then at the pace of the calendar', () => {
    expect(waits(Array<LookResult>(5).fill('unknown')).slice(0, 4)).toEqual([2, 5, 15, 60]);
    // Counted from the claim: 30 s settled + 82 s of repeats are gone.
    expect(waits(Array<LookResult>(5).fill('unknown')).at(-1)).toBe(15 * MINUTE - 30 - 82);
  });

  it('is not put off by saying the same claim again, however often', () => {
    let obligation = claimed;
    for (let second = 1; second < 30; second++) {
      const again: Evidence = {
        kind: 'receipt',
        stage: second % 2 ? 'applied' : 'not_held',
        at: at(second),
        appliedAt: at(second),
      };
      obligation = consider(obligation, again, probe).obligation;
    }
    expect(obligation).toMatchObject({ nextLookAt: at(30), claimedAt: start });
    expect(waits(['present'], obligation)).toEqual([15]);
  });

  it('goes on for ever while nothing is known', () => {
    expect(waits(Array<LookResult>(40).fill('unknown')).at(-1)).toBe(30 * DAY);
  });

  it('looks again after the proof at 15 min, 1 h, 6 h, 24 h, 72 h, 7 d, 30 d, then monthly to six months', () => {
    const gaps = waits(Array<LookResult>(13).fill('absent'));
    const points = gaps
      .slice(0, 12)
      .map((_, i) => gaps.slice(0, i + 1).reduce((sum, each) => sum + each, 0));
    expect(points).toEqual([
      15 * MINUTE,
      HOUR,
      6 * HOUR,
      24 * HOUR,
      72 * HOUR,
      7 * DAY,
      30 * DAY,
      60 * DAY,
      90 * DAY,
      120 * DAY,
      150 * DAY,
      180 * DAY,
    ]);
    expect(gaps.at(-1)).toBe(-1);
  });

  it('looks soon again after a contradiction, then ever less often', () => {
    expect(waits(Array<LookResult>(7).fill('present'))).toEqual([
      15,
      60,
      15 * MINUTE,
      HOUR,
      6 * HOUR,
      24 * HOUR,
      24 * HOUR,
    ]);
  });
});
