import type { ObjectLiteral } from 'typeorm';
import { newId } from '#contracts';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
let platform: EnabledSubscriber;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  // Without consent nothing is looked at, so that claims stay what they are.
  platform = await publisher.enable({
    scope: { subjectTypes: ['UNIT'] },
    probe: { consent: false, settleSeconds: 1 },
  });
});
afterAll(() => publisher.stop());

/** @returns the id of a change that the platform was told of. */
async function toldOf(): Promise<string> {
  const published = aListing().published();
  await publisher.takeIn(published);
  return published.id;
}

async function send(...receipts: object[]): Promise<ObjectLiteral[]> {
  const { status, body } = await publisher.post('/v1/receipts', { receipts }, platform.token);
  expect(status).toBe(200);
  return body.results as ObjectLiteral[];
}

async function obligationFor(eventId: string): Promise<ObjectLiteral> {
  const all = await publisher.obligations(`?subscriber=${platform.id}`);
  const found = all.find((each) => each.eventId === eventId);
  if (!found) throw new Error('there is no such obligation');
  return found;
}

describe('invariant 7: a receipt is a claim', () => {
  it.each([
    ['received', 'delivered'],
    ['queued', 'delivered'],
    ['applied', 'applied'],
    ['not_held', 'not_held'],
    ['ambiguous', 'ambiguous'],
    ['refused', 'nacked'],
  ])('given stage %s, then the obligation is %s and never verified', async (stage, state) => {
    const eventId = await toldOf();
    expect(await send({ eventId, stage })).toEqual([{ eventId, result: 'recorded', state }]);
    expect(await obligationFor(eventId)).toMatchObject({
      state,
      deliveredAt: expect.any(String) as string,
      verifiedAt: null,
    });
  });

  it('given the same receipt again, then it is a duplicate and changes nothing', async () => {
    const eventId = await toldOf();
    const receipt = { eventId, stage: 'applied', appliedAt: '2026-03-02T08:00:00Z' };
    expect(await send(receipt)).toEqual([{ eventId, result: 'recorded', state: 'applied' }]);
    const before = await obligationFor(eventId);
    expect(before.appliedAt).toBe('2026-03-02T08:00:00.000Z');
    expect(await send(receipt, receipt)).toEqual([
      { eventId, result: 'duplicate', state: 'applied' },
      { eventId, result: 'duplicate', state: 'applied' },
    ]);
    expect(await obligationFor(eventId)).toEqual(before);
  });

  it('given a correction of a correction, then what was said first is recorded again', async () => {
    const eventId = await toldOf();
    const said = ['applied', 'not_held', 'applied', 'applied', 'received', 'applied'];
    const results: unknown[] = [];
    for (const stage of said) {
      const [result] = await send({ eventId, stage });
      results.push([result?.['result'], result?.['state']]);
    }
    expect(results).toEqual([
      ['recorded', 'applied'],
      ['recorded', 'not_held'],
      ['recorded', 'applied'],
      ['duplicate', 'applied'],
      ['recorded', 'applied'],
      ['duplicate', 'applied'],
    ]);
    const { id } = await obligationFor(eventId);
    const { body } = await publisher.get(`/v1/obligations/${id as string}`);
    const stages = (body.receipts as ObjectLiteral[]).map((each) => each.stage as unknown);
    expect(stages).toEqual(['applied', 'not_held', 'applied', 'received']);
  });

  it('given corrections within one batch, then each builds on the one before, and their number is bounded', async () => {
    const eventId = await toldOf();
    const stages = Array.from({ length: 30 }, (_each, index) => ['applied', 'not_held'][index % 2]);
    const results = await send(...stages.map((stage) => ({ eventId, stage })));
    expect(results.filter((each) => each.result === 'recorded')).toHaveLength(20);
    expect(results.at(-2)).toMatchObject({ result: 'refused', reason: 'TOO_MANY' });
    expect(results.at(-1)).toMatchObject({ result: 'duplicate', state: 'not_held' });
  });

  it('given a change applied decades before there was one, then the receipt is refused', async () => {
    const eventId = await toldOf();
    const receipt = { eventId, stage: 'applied', appliedAt: '1970-01-01T00:00:00Z' };
    expect(await send(receipt)).toMatchObject([{ result: 'refused', reason: 'TOO_EARLY' }]);
    expect(await obligationFor(eventId)).toMatchObject({ appliedAt: null });
  });

  it('given one change claimed for ever anew, then what is said more often than is sensible is refused', async () => {
    const eventId = await toldOf();
    const results = await send(
      ...Array.from({ length: 25 }, (_each, second) => ({
        eventId,
        stage: 'applied',
        appliedAt: new Date(Date.UTC(2026, 2, 2, 8, 0, second)).toISOString(),
      })),
    );
    expect(results.filter((each) => each.result === 'recorded')).toHaveLength(20);
    const last = { eventId, result: 'refused', state: 'applied', reason: 'TOO_MANY' };
    expect(results.at(-1)).toEqual(last);
    expect(await send({ eventId, stage: 'received' })).toEqual([last]);
    const again = { eventId, stage: 'applied', appliedAt: '2026-03-02T08:00:00Z' };
    expect(await send(again)).toEqual([{ eventId, result: 'duplicate', state: 'applied' }]);
  });

  it('given several stages of one change in a batch, then they build on each other', async () => {
    const eventId = await toldOf();
    const results = await send({ eventId, stage: 'received' }, { eventId, stage: 'applied' });
    expect(results.map((each) => each.result as unknown)).toEqual(['recorded', 'recorded']);
    expect(await obligationFor(eventId)).toMatchObject({ state: 'applied' });
  });

  it('given an unknown change, another’s, or a time to come, then those alone are refused', async () => {
    const eventId = await toldOf();
    const other = await publisher.enable({ scope: { courts: ['京0105'] } });
    const court = { code: '京0105', name: '北京市朝阳区人民法院' };
    const notOurs = aListing({ court, subject: { type: 'PERSON' } }).published();
    await publisher.takeIn(notOurs);
    const unknown = newId('evt');
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    expect(
      await send(
        { eventId: unknown, stage: 'applied' },
        { eventId: notOurs.id, stage: 'applied' },
        { eventId, stage: 'applied', appliedAt: inAnHour },
        { eventId, stage: 'received' },
      ),
    ).toEqual([
      { eventId: unknown, result: 'refused', state: null, reason: 'UNKNOWN_EVENT' },
      { eventId: notOurs.id, result: 'refused', state: null, reason: 'UNKNOWN_EVENT' },
      { eventId, result: 'refused', state: expect.any(String) as string, reason: 'IN_FUTURE' },
      { eventId, result: 'recorded', state: 'delivered' },
    ]);
    const foreign = await publisher.post(
      '/v1/receipts',
      { receipts: [{ eventId, stage: 'applied' }] },
      other.token,
    );
    expect(foreign.body).toMatchObject({ results: [{ result: 'refused', state: null }] });
  });

  it('given a superseded obligation, then a late receipt is recorded and changes no state', async () => {
    const listing = aListing();
    const published = listing.published();
    await publisher.takeIn(published);
    await publisher.takeIn(listing.removed());
    expect(await send({ eventId: published.id, stage: 'applied' })).toEqual([
      { eventId: published.id, result: 'recorded', state: 'superseded' },
    ]);
  });

  it('given a recorded receipt, then the ledger has it under the listing', async () => {
    const listing = aListing();
    const published = listing.published();
    await publisher.takeIn(published);
    await send({ eventId: published.id, stage: 'applied' });
    const rows = await publisher.rows(
      `SELECT action, actor, court_code FROM ledger WHERE subject = $1 ORDER BY seq`,
      [listing.id],
    );
    expect(rows.at(-1)).toEqual({
      action: 'receipt.applied',
      actor: platform.id,
      court_code: '皖0104',
    });
  });

  it('given a batch of 500, then all are recorded; of 501, then none', async () => {
    const eventId = await toldOf();
    const batch = Array.from({ length: 500 }, () => ({ eventId, stage: 'received' }));
    const results = await send(...batch);
    expect(results.filter((each) => each.result === 'recorded')).toHaveLength(1);
    const tooMany = await publisher.post(
      '/v1/receipts',
      { receipts: [...batch, batch[0]] },
      platform.token,
    );
    expect(tooMany).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'receipts', rule: 'ARRAY_MAX_SIZE' }] },
    });
  });
});
