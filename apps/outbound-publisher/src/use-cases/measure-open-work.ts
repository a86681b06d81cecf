import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { OpenWorkStore } from '../storage/open-work.store.js';
import { FeedWaiters } from './feed-waiters.js';
import { ScrapedGauges } from './scraped-gauges.js';

const SECOND = 1000;
/** Reminders go out at these shares of a deadline; so do alerts. */
const SHARES = [0.5, 0.7, 0.9, 1] as const;

/** Gauges of what is under way: obligations, deadlines, and what waits for something. */
@Injectable()
export class MeasureOpenWork {
  constructor(openWork: OpenWorkStore, clock: Clock, waiters: FeedWaiters) {
    const gauges = new ScrapedGauges(() => openWork.read(clock.now()));
    const secondsSince = (then: Date): number => (clock.now().getTime() - then.getTime()) / SECOND;
    gauges.add(
      'yichu_open_obligations',
      'Obligations that are neither proven nor superseded, by state; beyond 2,000 an estimate.',
      ['state'],
      (gauge, { obligations }) => {
        for (const { state, count } of obligations) gauge.set({ state }, count);
      },
    );
    gauges.add(
      'yichu_obligations_by_deadline',
      'Open obligations that have used at least that share of their time (1: overdue); 2,000 at most.',
      ['used'],
      (gauge, { deadlinesUsed }) => {
        for (const share of SHARES) {
          const count = deadlinesUsed.filter((used) => used >= share).length;
          gauge.set({ used: String(share) }, count);
        }
      },
    );
    gauges.add(
      'yichu_oldest_due_push_seconds',
      'How long what has waited longest for an enabled stream has been due: a first push, or another try.',
      [],
      (gauge, { oldestDueAt }) => gauge.set(oldestDueAt ? secondsSince(oldestDueAt) : 0),
    );
    gauges.add(
      'yichu_held_changes',
      'Changes whose predecessor has not arrived, and lifts whose listing has not.',
      [],
      (gauge, { heldChanges }) => gauge.set(heldChanges),
    );
    gauges.add(
      'yichu_oldest_held_change_seconds',
      'How long the change that has waited longest for what it follows has been held.',
      [],
      (gauge, { oldestHeldAt }) => gauge.set(oldestHeldAt ? secondsSince(oldestHeldAt) : 0),
    );
    gauges.add(
      'yichu_waiting_pushes',
      'Pushes that wait for another try, behind one, or to be made again, by lane; beyond 5,000 an estimate.',
      ['lane'],
      (gauge, { waiting }) => {
        for (const lane of ['retry', 'nacked', 'again']) gauge.set({ lane }, 0);
        for (const { lane, count } of waiting) gauge.set({ lane }, count);
      },
    );
    gauges.add(
      'yichu_snapshot_age_seconds',
      'How old the newest snapshot is; 0 where nothing has changed since, nothing where there is none.',
      [],
      (gauge, { snapshotAt }) => {
        if (snapshotAt) gauge.set(secondsSince(snapshotAt));
        else gauge.remove();
      },
    );
    gauges.add('yichu_feed_readers_waiting', 'Long polls that wait for a change.', [], (gauge) =>
      gauge.set(waiters.count),
    );
  }
}
