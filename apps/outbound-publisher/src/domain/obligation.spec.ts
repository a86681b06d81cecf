import fc from 'fast-check';
import {
  RECEIPT_STAGES,
  type Evidence,
  type LookResult,
  type Presence,
  type ReceiptStage,
} from './evidence.js';
import { consider, type Obligation } from './obligation.js';
import { CALENDAR, type Probe } from './probe-calendar.js';

const SECOND = 1000;
const start = new Date('2026-03-02T08:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * SECOND);
const probe: Probe = { consent: true, settleSeconds: 1 };

function anObligation(given: Partial<Obligation> = {}): Obligation {
  return {
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
    state: 'expected',
    flags: [],
    supersededBy: null,
    deliveredAt: null,
    claimedAt: null,
    appliedAt: null,
    verifiedAt: null,
    firstVerifiedAt: null,
    closedAt: null,
    lastLook: null,
    nextLookAt: null,
    lookStep: 0,
    unknownLooks: 0,
    ...given,
  };
}

const delivered = (seconds: number): Evidence => ({ kind: 'delivered', at: at(seconds) });
const nacked = (seconds: number): Evidence => ({ kind: 'nacked', at: at(seconds) });
const receipt = (stage: ReceiptStage, seconds: number): Evidence => ({
  kind: 'receipt',
  stage,
  at: at(seconds),
  appliedAt: null,
});
const look = (result: LookResult, seconds: number, counts = true): Evidence => ({
  kind: 'look',
  at: at(seconds),
  result,
  reason: null,
  counts,
});
const superseded = (by: number, seconds = 0): Evidence => ({
  kind: 'superseded',
  by,
  at: at(seconds),
});

function after(
  evidence: Evidence[],
  given: Partial<Obligation> = {},
  by: Probe = probe,
): Obligation {
  return evidence.reduce(
    (obligation, each) => consider(obligation, each, by).obligation,
    anObligation(given),
  );
}

describe('obligation', () => {
  describe('given a subscriber that does as asked', () => {
    it('goes from expected through delivered and applied to verified', () => {
      const states = [delivered(1), receipt('applied', 2), look('absent', 4)].map(
        (_, i, all) => after(all.slice(0, i + 1)).state,
      );
      expect(states).toEqual(['delivered', 'applied', 'verified']);
    });

    it('tells of the proof once', () => {
      const verified = after([delivered(1), receipt('applied', 2)]);
      expect(consider(verified, look('absent', 4), probe).facts).toEqual(['verified']);
      const again = after([look('absent', 4)], verified);
      expect(consider(again, look('absent', 1000), probe).facts).toEqual([]);
    });

    it('closes when the calendar of looks has passed', () => {
      const verified = after([receipt('applied', 2), look('absent', 4)]);
      const last = (CALENDAR.at(-1) ?? 0) / SECOND;
      expect(after([look('absent', 4 + last - 1)], verified).state).toBe('verified');
      const closed = after([look('absent', 4 + last)], verified);
      expect(closed).toMatchObject({ state: 'closed', closedAt: at(4 + last), nextLookAt: null });
    });
  });

  describe('given a listing that must show', () => {
    it('is verified by a look that sees it', () => {
      const given = { requiredPresence: 'present' as const };
      expect(after([receipt('applied', 2), look('present', 4)], given).state).toBe('verified');
      expect(after([receipt('applied', 2), look('absent', 4)], given).state).toBe('contradicted');
    });
  });

  describe('given a subscriber that claims and does not do', () => {
    const contradicted = after([delivered(1), receipt('applied', 2), look('present', 4)]);

    it('is contradicted, and told so', () => {
      expect(contradicted.state).toBe('contradicted');
      const claimed = after([receipt('applied', 2)]);
      expect(consider(claimed, look('present', 4), probe).facts).toEqual(['contradicted']);
    });

    it('does not believe the claim a second time, but looks sooner, once per look', () => {
      const again = after([receipt('applied', 10)], contradicted);
      expect(again).toMatchObject({ state: 'contradicted', nextLookAt: at(11), lookStep: 1 });
      expect(after([receipt('applied', 10.5)], again).nextLookAt).toEqual(at(11));
    });

    it('still counts every look while it claims again', () => {
      const again = after([receipt('applied', 18.5), look('absent', 19)], contradicted);
      expect(again).toMatchObject({ state: 'verified', claimedAt: at(2) });
    });

    it('is verified by a clean look', () => {
      expect(after([look('absent', 20)], contradicted)).toMatchObject({
        state: 'verified',
        verifiedAt: at(20),
      });
    });
  });

  it('given a record that comes back after the proof, is contradicted and resurrected', () => {
    const back = after([receipt('applied', 2), look('absent', 4), look('present', 1000)]);
    expect(back).toMatchObject({ state: 'contradicted', flags: ['resurrected'], verifiedAt: null });
  });

  it('given no claim, no look changes anything', () => {
    for (const result of ['present', 'absent', 'ambiguous', 'unknown'] as const) {
      expect(after([delivered(1), look(result, 100)])).toMatchObject({
        state: 'delivered',
        lastLook: { result },
      });
    }
  });

  it('given a look before the settle time, waits', () => {
    const early = after([receipt('applied', 2), look('present', 2.5)]);
    expect(early).toMatchObject({ state: 'applied', nextLookAt: at(3) });
  });

  it('given a look that a newer version overtook, does not count it', () => {
    expect(after([receipt('applied', 2), look('absent', 4, false)]).state).toBe('applied');
  });

  it('given not_held, needs a clean look all the same', () => {
    expect(after([receipt('not_held', 2)]).state).toBe('not_held');
    expect(after([receipt('not_held', 2), look('absent', 4)]).state).toBe('verified');
    expect(after([receipt('not_held', 2), look('present', 4)]).state).toBe('contradicted');
  });

  it.each([
    ['ambiguous', 'ambiguous'],
    ['refused', 'nacked'],
  ] as const)('given a receipt that says %s, is %s and no longer claimed', (stage, state) => {
    expect(after([receipt('applied', 2), receipt(stage, 3)])).toMatchObject({
      state,
      claimedAt: null,
      nextLookAt: null,
    });
  });

  it('given an answer that several listings fit, is ambiguous until a clean look', () => {
    const doubted = [receipt('applied', 2), look('ambiguous', 4)];
    expect(after(doubted).state).toBe('ambiguous');
    expect(after([...doubted, receipt('applied', 5)]).state).toBe('ambiguous');
    expect(after([receipt('applied', 2), look('ambiguous', 4), look('absent', 9)]).state).toBe(
      'verified',
    );
  });

  it('given a refusal, stays nacked until it is taken in after all', () => {
    expect(after([nacked(1)]).state).toBe('nacked');
    expect(after([nacked(1), delivered(2)]).state).toBe('delivered');
    expect(after([delivered(1), receipt('refused', 2), delivered(3)]).state).toBe('nacked');
  });

  describe('given a newer version', () => {
    it.each([
      ['expected', []],
      ['delivered', [delivered(1)]],
      ['applied', [receipt('applied', 1)]],
      ['nacked', [nacked(1)]],
      ['contradicted', [receipt('applied', 1), look('present', 4)]],
    ] as [string, Evidence[]][])('is superseded from %s', (_, evidence) => {
      expect(after([...evidence, superseded(3)])).toMatchObject({
        state: 'superseded',
        supersededBy: 3,
      });
    });

    it('keeps what was proven, and is not looked at again', () => {
      const verified = after([receipt('applied', 1), look('absent', 4), superseded(3)]);
      expect(verified).toMatchObject({ state: 'verified', supersededBy: 3, nextLookAt: null });
      expect(after([look('present', 100)], verified).state).toBe('verified');
    });

    it('names the newest of them', () => {
      expect(after([superseded(4), superseded(3)]).supersededBy).toBe(4);
    });
  });

  describe('flags', () => {
    it('marks a deadline once', () => {
      const passed: Evidence = { kind: 'deadline-passed', at: at(9) };
      expect(consider(anObligation(), passed, probe)).toMatchObject({
        facts: ['overdue'],
        obligation: { flags: ['overdue'] },
      });
      expect(consider(after([passed]), passed, probe).facts).toEqual([]);
      expect(after([receipt('applied', 1), look('absent', 4), passed]).flags).toEqual([]);
    });

    it('marks nothing late that was once proven, though it came back', () => {
      const back = [receipt('applied', 1), look('absent', 4), look('present', 1000)];
      const passed: Evidence = { kind: 'deadline-passed', at: at(2000) };
      expect(after([...back, passed])).toMatchObject({
        state: 'contradicted',
        flags: ['resurrected'],
        firstVerifiedAt: at(4),
      });
    });

    it('marks for people what was delivered and never answered', () => {
      const unanswered: Evidence = { kind: 'unanswered', at: at(9) };
      expect(after([delivered(1), unanswered]).flags).toEqual(['escalated']);
      expect(after([unanswered]).flags).toEqual([]);
      expect(after([receipt('applied', 1), unanswered]).flags).toEqual([]);
      expect(after([delivered(1), superseded(3), unanswered]).flags).toEqual([]);
    });

    it('marks a change that no stream made available in time, until it arrives', () => {
      const never: Evidence = { kind: 'never-available', at: at(9) };
      expect(after([never]).flags).toEqual(['unreachable']);
      expect(after([never, delivered(10)]).flags).toEqual([]);
      expect(after([superseded(3), never]).flags).toEqual([]);
    });

    it('marks a subscriber that does not answer, until it does', () => {
      const failing: Evidence = { kind: 'attempts-failing', at: at(9) };
      expect(after([failing]).flags).toEqual(['unreachable']);
      expect(after([failing, delivered(10)]).flags).toEqual([]);
    });
  });

  describe('given a restriction, which no page shows', () => {
    const given = { requiredPresence: null, restrictionId: 'rst_1' };

    it.each(['applied', 'not_held'] as const)('is attested by a claim of %s', (stage) => {
      const attested = after([delivered(1), receipt(stage, 2)], given);
      expect(attested).toMatchObject({ state: 'attested', nextLookAt: null, verifiedAt: null });
      expect(after([{ kind: 'deadline-passed', at: at(9) }], attested).flags).toEqual([]);
    });

    it('is verified by nothing', () => {
      const verdicts = (['present', 'absent'] as const).map(
        (result) => after([receipt('applied', 2), look(result, 9)], given).state,
      );
      expect(verdicts).toEqual(['attested', 'attested']);
    });
  });

  describe('without consent to looks', () => {
    it('plans none', () => {
      const by: Probe = { consent: false, settleSeconds: 1 };
      expect(after([delivered(1), receipt('applied', 2)], {}, by)).toMatchObject({
        state: 'applied',
        nextLookAt: null,
      });
    });
  });

  describe('invariant 7: a 2xx is receipt, a receipt is a claim, and only a look is proof', () => {
    it('holds after any sequence of evidence', () => {
      fc.assert(
        fc.property(anyPresence, anyEvidence, (requiredPresence, evidence) => {
          let obligation = anObligation({ requiredPresence });
          for (const each of evidence) {
            const next = consider(obligation, each, probe).obligation;
            if (next.state !== obligation.state) expectJustified(obligation, each, next);
            obligation = next;
          }
        }),
        { numRuns: 2000 },
      );
    });

    it('lets no claim put a planned look off', () => {
      fc.assert(
        fc.property(anyPresence, anyEvidence, (requiredPresence, evidence) => {
          let obligation = anObligation({ requiredPresence });
          for (const each of evidence) {
            const planned = obligation.nextLookAt;
            obligation = consider(obligation, each, probe).obligation;
            const isClaim =
              each.kind === 'receipt' && (each.stage === 'applied' || each.stage === 'not_held');
            if (!planned || !isClaim) continue;
            expect(obligation.nextLookAt?.getTime()).toBeLessThanOrEqual(planned.getTime());
          }
        }),
        { numRuns: 2000 },
      );
    });

    it('has superseded as an end: its state never changes again', () => {
      fc.assert(
        fc.property(anyPresence, anyEvidence, anyEvidence, (requiredPresence, before, later) => {
          const end = after([...before, superseded(9)], { requiredPresence });
          expect(after(later, end).state).toBe(end.state);
          expect(after(later, end).nextLookAt).toBeNull();
        }),
        { numRuns: 1000 },
      );
    });

    it('keeps a planned look for every claim that is not proven', () => {
      fc.assert(
        fc.property(anyPresence, anyEvidence, (requiredPresence, evidence) => {
          const obligation = after(evidence, { requiredPresence });
          const open = obligation.claimedAt !== null && obligation.supersededBy === null;
          const ended = obligation.state === 'closed' || obligation.state === 'attested';
          if (open && !ended) expect(obligation.nextLookAt).not.toBeNull();
        }),
        { numRuns: 1000 },
      );
    });
  });
});

/** The only ways into the states that mean something to a court. */
function expectJustified(before: Obligation, evidence: Evidence, next: Obligation): void {
  switch (next.state) {
    case 'applied':
    case 'not_held':
      expect(before.requiredPresence).not.toBeNull();
      expect(evidence).toMatchObject({ kind: 'receipt', stage: next.state });
      return;
    case 'verified':
    case 'closed':
      expect(evidence).toMatchObject({
        kind: 'look',
        result: before.requiredPresence,
        counts: true,
      });
      expect(before.claimedAt).not.toBeNull();
      expect(evidence.at.getTime()).toBeGreaterThanOrEqual(
        (before.claimedAt?.getTime() ?? 0) + SECOND,
      );
      return;
    case 'contradicted':
      expect(before.requiredPresence).not.toBeNull();
      expect(evidence).toMatchObject({ kind: 'look', counts: true });
      expect(before.claimedAt).not.toBeNull();
      return;
    case 'superseded':
      expect(evidence.kind).toBe('superseded');
      return;
    case 'delivered':
      expect(['delivered', 'receipt']).toContain(evidence.kind);
      return;
    case 'nacked':
    case 'ambiguous':
      expect(['nacked', 'receipt', 'look']).toContain(evidence.kind);
      return;
    case 'attested':
      expect(before.requiredPresence).toBeNull();
      expect(evidence.kind === 'receipt' && ['applied', 'not_held']).toContain(
        evidence.kind === 'receipt' && evidence.stage,
      );
      return;
    case 'expected':
      throw new Error(`nothing leads to ${next.state}`);
  }
}

/** Null: no page can show it, as with restrictions. */
const anyPresence = fc.constantFrom<Presence | null>('present', 'absent', null);

const anyEvidence = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 40 * 86_400 }),
      fc.constantFrom<(seconds: number) => Evidence>(
        delivered,
        nacked,
        ...RECEIPT_STAGES.map((stage) => (seconds: number) => receipt(stage, seconds)),
        ...(['present', 'absent', 'unknown', 'ambiguous'] as const).map(
          (result) => (seconds: number) => look(result, seconds),
        ),
        (seconds) => look('absent', seconds, false),
        (seconds) => superseded(3, seconds),
        (seconds) => ({ kind: 'deadline-passed', at: at(seconds) }),
        (seconds) => ({ kind: 'unanswered', at: at(seconds) }),
        (seconds) => ({ kind: 'attempts-failing', at: at(seconds) }),
        (seconds) => ({ kind: 'never-available', at: at(seconds) }),
      ),
    ),
    { maxLength: 25 },
  )
  // Evidence arrives in the order of time.
  .map((all) => all.sort(([a], [b]) => a - b).map(([seconds, make]) => make(seconds)));
