import { childTraceparent, currentTraceparent, runInTrace } from './trace-context.js';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('trace context', () => {
  it('given a traceparent, then the work runs in the same trace as another span', () => {
    const inside = runInTrace(PARENT, currentTraceparent);
    expect(inside).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(inside).not.toBe(PARENT);
  });

  it.each([undefined, '', 'nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
    'given %p, then a new trace is started',
    (given) => {
      expect(runInTrace(given, currentTraceparent)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(runInTrace(given, currentTraceparent)).not.toMatch(/^00-0{32}/);
    },
  );

  it('given an unsampled trace, then its flag travels on', () => {
    expect(childTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00')).toMatch(
      /-00$/,
    );
  });

  it('given work outside any trace, then there is none', () => {
    expect(currentTraceparent()).toBeUndefined();
  });
});
