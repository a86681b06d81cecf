import fc from 'fast-check';
import {
  bearingOf,
  needsPeople,
  outcomeOf,
  type PushAnswer,
  type PushOutcome,
  type RetryReason,
} from './push-outcome.js';

const now = new Date('2026-03-02T08:00:00Z');
const answered = (
  status: number,
  headers: { retryAfter?: string; webhookDelivery?: string } = {},
): PushAnswer => ({
  kind: 'answered',
  status,
  retryAfter: headers.retryAfter ?? null,
  webhookDelivery: headers.webhookDelivery ?? null,
});
const retried = (reason: RetryReason, retryAfter: number | null = null): PushOutcome => ({
  kind: 'retry',
  reason,
  retryAfter,
});

describe('outcome of a push', () => {
  it.each([200, 201, 202, 204, 206, 299])('%i is receipt', (status) => {
    expect(outcomeOf(answered(status), now)).toEqual({ kind: 'delivered' });
  });

  it.each([400, 413, 415, 422])('%i is a refusal', (status) => {
    expect(outcomeOf(answered(status), now)).toEqual({ kind: 'nacked' });
  });

  it.each(['disable', 'abort-message', ' Disable '])(
    'webhook-delivery: %s is a refusal, whatever the status',
    (webhookDelivery) => {
      for (const status of [200, 302, 404, 500]) {
        expect(outcomeOf(answered(status, { webhookDelivery }), now)).toEqual({ kind: 'nacked' });
      }
    },
  );

  it.each([
    [301, 'redirect'],
    [304, 'redirect'],
    [308, 'redirect'],
    [401, 'auth'],
    [403, 'auth'],
    [407, 'auth'],
    [511, 'auth'],
    [404, 'status'],
    [405, 'status'],
    [409, 'status'],
    [418, 'status'],
    [408, 'timeout'],
    [504, 'timeout'],
    [410, 'gone'],
    [425, 'unavailable'],
    [429, 'throttled'],
    [500, 'status'],
    [502, 'status'],
    [503, 'unavailable'],
    [599, 'status'],
    // What no last answer can have.
    [100, 'malformed'],
    [101, 'malformed'],
    [103, 'malformed'],
    [0, 'malformed'],
    [600, 'malformed'],
    [999, 'malformed'],
    [NaN, 'malformed'],
  ] as const)('%d is tried again (%s)', (status, reason) => {
    expect(outcomeOf(answered(status), now)).toEqual(retried(reason));
  });

  it.each([
    [503, '1', 'unavailable', 1000],
    [429, '120', 'throttled', 120_000],
    [425, '3', 'unavailable', 3000],
    [408, '4', 'timeout', 4000],
    [500, '5', 'status', 5000],
    [503, 'Mon, 02 Mar 2026 08:00:30 GMT', 'unavailable', 30_000],
    [503, 'Mon, 02 Mar 2026 07:00:00 GMT', 'unavailable', 0],
    [503, 'soon', 'unavailable', null],
    // A redirect is never followed, whatever it promises.
    [302, '10', 'redirect', null],
  ] as const)('%i with Retry-After: %s', (status, retryAfter, reason, milliseconds) => {
    expect(outcomeOf(answered(status, { retryAfter }), now)).toEqual(retried(reason, milliseconds));
  });

  it.each(['timeout', 'connection', 'reset', 'malformed', 'tls', 'name', 'address'] as const)(
    'tries again after a failure of the network (%s)',
    (reason) => {
      const outcome = outcomeOf({ kind: 'failed', reason }, now);
      expect(outcome).toEqual(retried(reason));
      expect(bearingOf(outcome).endpoint).toBe('bad');
    },
  );

  it('takes 2xx alone for receipt, and drops nothing: all else is tried again or refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10, max: 1200 }),
        fc.option(fc.string(), { nil: undefined }),
        (status, retryAfter) => {
          const outcome = outcomeOf(answered(status, retryAfter ? { retryAfter } : {}), now);
          expect(outcome.kind === 'delivered').toBe(status >= 200 && status <= 299);
        },
      ),
    );
  });
});

describe('what a push says of its endpoint', () => {
  const bearing = (status: number) => bearingOf(outcomeOf(answered(status), now));

  it.each([
    [204, 'good', 'ok'],
    [422, 'good', 'nacked'],
    [500, 'bad', 'failed'],
    [401, 'bad', 'failed'],
    [504, 'bad', 'timeout'],
    [410, 'gone', 'failed'],
    [429, 'says-nothing', 'throttled'],
  ] as const)('%i: %s, %s', (status, endpoint, pace) => {
    expect(bearing(status)).toEqual({ endpoint, pace });
  });

  it('says nothing when we broke it off ourselves', () => {
    expect(bearingOf(retried('interrupted'))).toEqual({
      endpoint: 'says-nothing',
      pace: 'says-nothing',
    });
  });

  it.each([
    ['auth', true],
    ['gone', true],
    ['tls', true],
    ['address', true],
    ['timeout', false],
    ['status', false],
  ] as const)('%s needs people: %s', (reason, needed) => {
    expect(needsPeople(reason)).toBe(needed);
  });
});
