import { actOf, type Mood } from './mood.js';

const unlucky = (): number => 0;
const lucky = (): number => 0.99;

describe('what a receiver does with a push', () => {
  it.each<[Mood, number | null]>([
    [{ kind: 'well' }, 200],
    [{ kind: 'down' }, null],
    [{ kind: 'slow', ms: 10 }, 200],
    [{ kind: 'flaky', share: 0.5, statuses: [503] }, 503],
    [{ kind: 'hanging' }, null],
    [{ kind: 'resetting', share: 0.5 }, null],
    [{ kind: 'refusing', share: 0.5 }, 400],
  ])('given %j and bad luck, then it answers %s', (mood, status) => {
    expect(actOf(mood, unlucky).status).toBe(status);
  });

  it('given good luck, then a flaky one answers 200 all the same', () => {
    expect(actOf({ kind: 'flaky', share: 0.5, statuses: [500] }, lucky).status).toBe(200);
  });

  it('given 429 or 503, then it says when to come again; given 500, it does not', () => {
    const retryAfter = (status: number) =>
      actOf({ kind: 'flaky', share: 1, statuses: [status] }, unlucky).retryAfter;
    expect([429, 503, 500].map(retryAfter)).toEqual(['1', '1', null]);
  });
});
