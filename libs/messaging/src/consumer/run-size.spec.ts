import { RunSize } from './run-size.js';

describe('how many messages are taken together', () => {
  it('given cheap messages, then it grows step by step to its bound', () => {
    const size = new RunSize();
    const sizes = Array.from({ length: 6 }, () => {
      size.note(size.most, 5);
      return size.most;
    });
    expect(sizes).toEqual([64, 128, 200, 200, 200, 200]);
  });

  it('given messages that cost much, then it falls to what a short transaction holds, and grows again when they cost less', () => {
    const size = new RunSize();
    size.note(32, 1000);
    expect(size.most).toBe(8);
    size.note(8, 60_000);
    expect(size.most).toBe(4);
    size.note(4, 50);
    expect(size.most).toBe(8);
  });

  it('given few messages that took little, then nothing is concluded that was not tried', () => {
    const size = new RunSize();
    size.note(2, 1);
    expect(size.most).toBe(32);
  });
});
