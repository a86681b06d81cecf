import { brokenTexts } from './broken-texts.js';

describe('texts that were sent', () => {
  it('given halves of characters or a NUL anywhere, then each is named by its path', () => {
    const sent = {
      name: '坏\ud800名',
      good: '好😀',
      nested: { list: ['a', '\udc00', { deep: 'a\0' }] },
      'bad\ud800name': 1,
    };
    expect(brokenTexts(sent).map((path) => path.join('.'))).toEqual(
      expect.arrayContaining(['name', 'nested.list.1', 'nested.list.2.deep', 'bad\ud800name']),
    );
    expect(brokenTexts(sent)).toHaveLength(4);
  });

  it.each([undefined, null, 1, true, 'text', {}, [], { a: [null] }])(
    'given %j, then nothing is found',
    (sent) => {
      expect(brokenTexts(sent)).toEqual([]);
    },
  );

  it('given a body nested ever so deep, then it is looked through all the same', () => {
    let sent: unknown = '\ud800';
    for (let depth = 0; depth < 200_000; depth++) sent = [sent];
    expect(brokenTexts(sent)).toHaveLength(1);
  });
});
