import { outcomeOf, type PushAnswer } from './push-outcome.js';

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

describe('outcome of a push', () => {
  it.each([200, 201, 202, 204, 299])('%i is receipt', (status) => {
    expect(outcomeOf(answered(status), now)).toEqual({ kind: 'delivered' });
  });

  it.each([400, 415, 422])('%i is a refusal', (status) => {
    expect(outcomeOf(answered(status), now)).toEqual({ kind: 'nacked' });
  });

  it.each(['disable', 'abort-message', ' Disable '])(
    'webhook-delivery: %s is a refusal, even beside a 200',
    (webhookDelivery) => {
      expect(outcomeOf(answered(200, { webhookDelivery }), now)).toEqual({ kind: 'nacked' });
    },
  );

  it.each([
    [301, 'redirect'],
    [308, 'redirect'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'status'],
    [410, 'gone'],
    [500, 'status'],
    [502, 'status'],
  ])('%i is tried again (%s)', (status, reason) => {
    expect(outcomeOf(answered(status), now)).toEqual({ kind: 'retry', reason, retryAfter: null });
  });

  it.each([
    [503, '1', 'unavailable', 1000],
    [429, '120', 'throttled', 120_000],
    [503, 'Mon, 02 Mar 2026 08:00:30 GMT', 'unavailable', 30_000],
    [503, 'Mon, 02 Mar 2026 07:00:00 GMT', 'unavailable', 0],
    [503, 'soon', 'unavailable', null],
  ])('%i with Retry-After: %s', (status, retryAfter, reason, milliseconds) => {
    expect(outcomeOf(answered(status, { retryAfter }), now)).toEqual({
      kind: 'retry',
      reason,
      retryAfter: milliseconds,
    });
  });

  it('tries again after a failure of the network', () => {
    expect(outcomeOf({ kind: 'failed', reason: 'timeout' }, now)).toEqual({
      kind: 'retry',
      reason: 'timeout',
      retryAfter: null,
    });
  });
});
