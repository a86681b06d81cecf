import { topSelfTimes } from './profile.js';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 });

describe('the functions with the most time of their own', () => {
  it('given samples, then each counts until the next, and idling counts for nobody', () => {
    const top = topSelfTimes(
      {
        nodes: [
          { id: 1, callFrame: frame('(idle)') },
          { id: 2, callFrame: frame('sign', 'file:///there/dist/apps/x/signer.js') },
          { id: 3, callFrame: frame('', 'file:///there/node_modules/undici/lib/api.js') },
        ],
        samples: [2, 1, 3, 2],
        timeDeltas: [0, 3000, 90_000, 1000],
      },
      5,
    );
    expect(top).toEqual([
      { function: 'sign dist/apps/x/signer.js:10', share: 0.75, ms: 3 },
      { function: '(anonymous) node_modules/undici/lib/api.js:10', share: 0.25, ms: 1 },
    ]);
  });
});
