import { isTimed, latencies, percentiles } from './latency.js';

const approvals = [
  { decisionId: 'dec_A', approvedAt: '2026-03-02T01:00:00.000Z' },
  { decisionId: 'dec_B', approvedAt: '2026-03-02T01:00:01.000Z' },
];
const arrival = (correlationId: string, receivedAt: string) => ({
  eventId: 'evt_X',
  correlationId,
  receivedAt,
});

describe('latencies', () => {
  it('given retries and reminders, then the first arrival at each platform counts', () => {
    const honest = [
      arrival('dec_A', '2026-03-02T01:00:00.500Z'),
      arrival('dec_A', '2026-03-02T01:00:00.020Z'),
      arrival('dec_B', '2026-03-02T01:00:01.030Z'),
    ];
    const lying = [arrival('dec_A', '2026-03-02T01:00:00.040Z')];
    expect(latencies(approvals, [honest, lying])).toEqual([20, 30, 40]);
  });

  it('given a publication, which no decision stands behind, then it is no sample', () => {
    expect(latencies(approvals, [[arrival('lst_A', '2026-03-02T01:00:00.020Z')]])).toEqual([]);
  });

  it.each([
    ['honest', true],
    ['lying', true],
    ['flaky', false],
    ['pull', false],
  ] as const)('given a platform that is %s, then whether it is timed is %s', (behaviour, timed) => {
    expect(isTimed({ behaviour })).toBe(timed);
  });
});

describe('percentiles', () => {
  it('given no samples, then there are none', () => {
    expect(percentiles([])).toEqual({ p50: null, p99: null });
  });

  it('given one to a hundred in any order, then they are the 50th and the 99th', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentiles(samples)).toEqual({ p50: 50, p99: 99 });
  });

  it('given few samples, then p99 is the largest', () => {
    expect(percentiles([7, 3, 9])).toEqual({ p50: 7, p99: 9 });
  });
});
