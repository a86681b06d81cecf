import { setTimeout as pause } from 'node:timers/promises';
import {
  unitCode,
  type Court,
  type DraftedDecision,
  type NewListing,
  type Operations,
} from '#stack';
import { inParallel } from './open-loop.js';

const DAY = 24 * 60 * 60 * 1000;
/** More at a time only queue up in the services. */
const WIDTH = 12;
const POLL_MS = 250;

/** Lists, applies for and drafts `count` repairs, so that approving is all that is left to measure. */
export async function prepareDrafts(court: Court, count: number): Promise<DraftedDecision[]> {
  const now = new Date();
  return inParallel([...Array(count).keys()], WIDTH, async (number) => {
    const listing = await court.publish(benchListing(number + 1, now));
    const application = await court.apply({
      listingId: listing.id,
      initiator: 'EX_OFFICIO',
      basis: 'D1_PERFORMED',
      triggeredAt: now.toISOString(),
      facts: '已全部履行。',
    });
    return court.draft(application.id, {
      outcome: 'GRANT',
      reasons: '义务已全部履行。',
      openCases: { found: false, source: '执行案件系统', queriedAt: now.toISOString() },
    });
  });
}

/** A record that stays, for the positive control of looks. */
export async function publishControl(court: Court): Promise<void> {
  await court.publish(benchListing(999_999, new Date()));
}

/** Waits until no obligation is under way any more: what follows then has the machine to itself. */
export async function quiet(operations: Operations, boundMs: number): Promise<void> {
  const end = performance.now() + boundMs;
  for (const state of ['expected', 'delivered', 'applied']) {
    while ((await operations.obligations({ state })).length > 0) {
      if (performance.now() > end) throw new Error(`Obligations stay ${state} for too long.`);
      await pause(POLL_MS);
    }
  }
}

function benchListing(number: number, now: Date): NewListing {
  const day = (offset: number): string =>
    new Date(now.getTime() + offset * DAY).toISOString().slice(0, 10);
  const filedOn = day(-300);
  const year = filedOn.slice(0, 4);
  return {
    caseNumber: `（${year}）皖0104执${number}号`,
    subject: { type: 'UNIT', name: `合肥测速${number}号有限公司`, uscc: unitCode(number) },
    grounds: ['L1_ABLE_BUT_REFUSES'],
    instrument: { number: `（${year}）皖0104民初${number}号`, maker: '合肥市蜀山区人民法院' },
    duty: '支付货款',
    performance: 'NONE',
    filedOn,
    decidedOn: day(-240),
  };
}
