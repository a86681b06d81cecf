import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, NOON } from './domain-cases.js';
import { acceptedAs, appliedAs, refusedAs } from './outcome-events.js';

const MINUTE = 60_000;

describe('the watch over orders', () => {
  let decision: DecisionUnderTest;
  beforeEach(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => decision.stop());

  const open = async (token?: string) => (await decision.get('/v1/exceptions', token)).body;
  const gauge = async (kind: string) => {
    const { text } = (await decision.get('/metrics')).body as { text: string };
    return new RegExp(`^yichu_decision_open_exceptions\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(
      text,
    )?.[1];
  };

  it('given no answer within 60 s, then it is UNANSWERED until the answer comes', async () => {
    const { decisionId, order } = await decision.issue();
    decision.clock.advance(MINUTE - 1);
    await decision.watch();
    expect(await open()).toEqual({ data: [], next: null });
    decision.clock.advance(1);
    expect((await decision.show(decisionId)).exceptions).toEqual(['UNANSWERED']);
    expect(await open()).toEqual({
      data: [
        {
          kind: 'UNANSWERED',
          since: new Date(NOON.getTime() + MINUTE).toISOString(),
          orderId: order.data.orderId,
          orderNo: 1,
          decisionId,
          listingId: order.data.listingRef,
          courtCode: COURT,
        },
      ],
      next: null,
    });
    await decision.watch();
    await decision.watch();
    expect(await gauge('UNANSWERED')).toBe('1');

    await decision.hear('registry', appliedAs(order, 2));
    await decision.hear('publisher', acceptedAs(order, 2, 4));
    expect((await decision.show(decisionId)).exceptions).toEqual([]);
    expect(await open()).toEqual({ data: [], next: null });
    await decision.watch();
    expect(await gauge('UNANSWERED')).toBe('0');
    expect(
      (await decision.ledger(decisionId)).filter((action) => action.startsWith('exc')),
    ).toEqual(['exception.appeared', 'exception.closed']);
  });

  it('given a change that nobody took in, then UNANSWERED turns into NOT_ACCEPTED', async () => {
    const { decisionId, order } = await decision.issue();
    decision.clock.advance(MINUTE);
    await decision.watch();
    await decision.hear('registry', appliedAs(order, 2));
    await decision.watch();
    expect((await decision.show(decisionId)).exceptions).toEqual(['NOT_ACCEPTED']);
    expect([await gauge('UNANSWERED'), await gauge('NOT_ACCEPTED')]).toEqual(['0', '1']);
    await decision.hear('publisher', acceptedAs(order, 2, 0));
    await decision.watch();
    expect((await decision.show(decisionId)).exceptions).toEqual([]);
    expect(await gauge('NOT_ACCEPTED')).toBe('0');
  });

  it('given a refused order, then it is REFUSED at once and stays', async () => {
    const { decisionId, order, digest } = await decision.issue();
    await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
    await decision.watch();
    decision.clock.advance(60 * MINUTE);
    await decision.watch();
    expect(await open()).toMatchObject({ data: [{ kind: 'REFUSED', decisionId }] });
    expect(await gauge('REFUSED')).toBe('1');
    expect(
      (await decision.ledger(decisionId)).filter((action) => action.startsWith('exc')),
    ).toEqual(['exception.appeared']);
  });

  it('given a restart, then what is open is still open, and told once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const { decisionId, order } = await decision.issue();
    decision.clock.advance(MINUTE);
    await decision.watch();
    await decision.restart();
    await decision.watch();
    expect((await decision.show(decisionId)).exceptions).toEqual(['UNANSWERED']);
    expect(await open()).toMatchObject({ data: [{ orderId: order.data.orderId }] });
    const appeared = (await decision.ledger(decisionId)).filter((action) =>
      action.startsWith('exc'),
    );
    expect(appeared).toEqual(['exception.appeared']);
    const line: unknown = expect.objectContaining({
      msg: 'order.exception',
      kind: 'UNANSWERED',
      correlationId: decisionId,
    });
    expect(warn.mock.calls.filter(([message]) => isException(message))).toEqual([[line]]);
    warn.mockRestore();
  });

  it('given several, then they come in pages; operations sees all, another court none', async () => {
    const ids = [];
    for (let issued = 0; issued < 3; issued += 1) ids.push((await decision.issue()).decisionId);
    decision.clock.advance(MINUTE);
    const operations = await decision.as('operations');
    const first = (await decision.get('/v1/exceptions?limit=2', operations)).body;
    const second = (await decision.get(`/v1/exceptions?after=${String(first.next)}`, operations))
      .body;
    const seen = [...(first.data as object[]), ...(second.data as object[])];
    expect(seen).toMatchObject(ids.map((decisionId) => ({ decisionId })));
    expect(second.next).toBeNull();
    const stranger = await decision.as('officer', '皖0103');
    expect(await open(stranger)).toEqual({ data: [], next: null });
  });
});

function isException(message: unknown): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'msg' in message &&
    message.msg === 'order.exception'
  );
}
