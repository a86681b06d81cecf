import { inParallel, openLoop } from './open-loop.js';

describe('the open loop', () => {
  it('given an act that ends only after the last has started, then all are started all the same', async () => {
    const last = Promise.withResolvers<void>();
    const { results } = await openLoop({ count: 5, perSecond: 1000 }, async (index) => {
      if (index === 4) last.resolve();
      await last.promise;
      return index;
    });
    expect(results).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('in parallel', () => {
  it('given more items than width, then each is done once and results keep their order', async () => {
    let busy = 0;
    let most = 0;
    const results = await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++busy);
      await Promise.resolve();
      busy--;
      return item * 10;
    });
    expect(results).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(most).toBe(3);
  });

  it('given nothing, then nothing is done', async () => {
    expect(await inParallel([], 3, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
