import fc from 'fast-check';
import { isLastReminder, remindersDue } from './reminder.js';

const availableAt = new Date('2026-03-02T08:00:00Z');
const HOUR = 3_600_000;
const after = (hours: number) => new Date(availableAt.getTime() + hours * HOUR);
const given = { availableAt, applyBy: after(100), reminders: 0 };

describe('reminders', () => {
  it.each([
    [0, 0],
    [49.99, 0],
    [50, 1],
    [70, 2],
    [89.99, 2],
    [90, 3],
    [100, 4],
    [1000, 4],
  ])('after %d hours of a hundred, %d have come due', (hours, due) => {
    expect(remindersDue(given, after(hours))).toBe(due);
    expect(isLastReminder(due)).toBe(hours >= 100);
  });

  it('never become fewer as time passes, and are all due once the deadline has passed', () => {
    const hours = fc.nat(10_000);
    fc.assert(
      fc.property(hours, hours, hours, (length, one, other) => {
        const each = { ...given, applyBy: after(length) };
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
        expect(remindersDue(each, after(sooner))).toBeLessThanOrEqual(
          remindersDue(each, after(later)),
        );
        expect(remindersDue(each, after(length))).toBe(4);
      }),
    );
  });
});
