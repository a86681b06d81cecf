import { RepeatedAnswer } from './repeated-answer.js';

describe('an answer that has to be repeated', () => {
  const saidAt = (...times: number[]) => {
    const answer = new RepeatedAnswer();
    return times.map((time) => answer.isBelieved('orders[0]', time));
  };

  it('given it is said once, then it is not believed', () => {
    expect(saidAt(0)).toEqual([false]);
  });

  it('given it is said for five seconds, then it is believed', () => {
    expect(saidAt(100, 600, 4_000, 5_099, 5_100)).toEqual([false, false, false, false, true]);
  });

  it('given it is said again after a long silence, then it starts over', () => {
    expect(saidAt(0, 60_000, 64_000, 65_000)).toEqual([false, false, false, true]);
  });

  it('given another answer in between, then it starts over', () => {
    const answer = new RepeatedAnswer();
    answer.isBelieved('orders[0]', 0);
    answer.isBelieved('orders[0]', 4_000);
    answer.forget('orders[0]');
    expect(answer.isBelieved('orders[0]', 5_000)).toBe(false);
  });

  it('given it is said of another partition, then that is another question', () => {
    const answer = new RepeatedAnswer();
    answer.isBelieved('orders[0]', 0);
    expect(answer.isBelieved('orders[1]', 5_000)).toBe(false);
  });
});
