import { inTurn } from './in-turn.js';

describe('in turn', () => {
  it('given work while other work is under way, then it waits, and order is kept', async () => {
    const said: string[] = [];
    const first = Promise.withResolvers<void>();
    const turn = inTurn();
    const one = turn(async () => {
      await first.promise;
      said.push('one');
    });
    const two = turn(async () => void said.push('two'));
    first.resolve();
    await Promise.all([one, two]);
    expect(said).toEqual(['one', 'two']);
  });

  it('given work that fails, then whoever asked is told and the next is done', async () => {
    const turn = inTurn();
    const failing = turn(() => Promise.reject(new Error('no ink')));
    await expect(failing).rejects.toThrow('no ink');
    expect(await turn(async () => 'signed')).toBe('signed');
  });
});
