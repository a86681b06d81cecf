import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, JUDGE, NOON } from './domain-cases.js';
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

  describe('acknowledging a refused order', () => {
    const reason = '名单已由另一命令删除，本决定不再执行。';
    const acknowledge = async (decisionId: string, token?: string, body: object = { reason }) =>
      decision.post(
        `/v1/exceptions/${decisionId}/acknowledge`,
        body,
        token ?? (await decision.judge()),
      );
    const refused = async () => {
      const issued = await decision.issue();
      const { order, digest } = issued;
      await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
      return issued.decisionId;
    };

    it('given it was seen by the watch or not yet, then it is open no more, and its outcome stays', async () => {
      const seen = await refused();
      await decision.watch();
      const unseen = await refused();
      for (const id of [seen, unseen]) {
        const { status, body } = await acknowledge(id);
        expect(status).toBe(200);
        expect(body).toMatchObject({
          id,
          exceptions: [],
          order: {
            outcome: { result: 'REFUSED', reason: 'ILLEGAL_TRANSITION' },
            acknowledged: { by: JUDGE.sub, at: NOON.toISOString(), reason },
          },
        });
        expect(await decision.show(id)).toEqual(body);
      }
      expect(await open()).toEqual({ data: [], next: null });
      await decision.watch();
      await decision.watch();
      expect(await gauge('REFUSED')).toBe('0');
      expect((await decision.ledger(seen)).slice(-3)).toEqual([
        'exception.appeared',
        'exception.acknowledged',
        'exception.closed',
      ]);
      expect((await decision.ledger(unseen)).at(-1)).toBe('exception.acknowledged');
    });

    it('given it is none, or was acknowledged, then 409; of another court or role, 403', async () => {
      const id = await refused();
      const unanswered = await decision.issue();
      decision.clock.advance(MINUTE);
      for (const [answer, status, rule] of [
        [await acknowledge(unanswered.decisionId), 409, 'NOT_REFUSED'],
        [await acknowledge(await decision.draft(await decision.apply())), 409, 'NOT_REFUSED'],
        [await acknowledge(id, await decision.as('judge', '皖0103')), 403, 'OTHER_COURT'],
        [await acknowledge(id, await decision.officer()), 403, 'ROLE'],
        [await acknowledge(id, undefined, {}), 422, 'REQUIRED'],
        [await acknowledge('dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C'), 404, 'NOT_FOUND'],
        [await acknowledge(id, await decision.as('operations')), 200, undefined],
        [await acknowledge(id), 409, 'ALREADY_ACKNOWLEDGED'],
      ] as const) {
        const [error] = (answer.body.errors ?? []) as { rule: string }[];
        expect([answer.status, error?.rule]).toEqual([status, rule]);
      }
    });
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
