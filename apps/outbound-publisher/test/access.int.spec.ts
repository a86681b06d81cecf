import { newId } from '#contracts';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

describe('who may do what', () => {
  it('given no token, or an officer’s, then nothing is shown', async () => {
    const officer = await publisher.as('officer');
    for (const path of ['/v1/subscribers', '/v1/obligations']) {
      expect((await fetch(`${publisher.service.url}${path}`)).status).toBe(401);
      const refused = await publisher.get(path, officer);
      expect(refused).toMatchObject({ status: 403, body: { errors: [{ rule: 'ROLE' }] } });
    }
  });

  it('given another subscriber, then it sees and does nothing in our matters', async () => {
    const ours = await publisher.enable();
    const other = await publisher.enable();
    const stream = await publisher.open(ours.id);
    const path = `/v1/streams/${stream.id as string}`;
    await publisher.takeIn(aListing().published());
    const [obligation] = await publisher.obligations(`?subscriber=${ours.id}`);

    const refused = { status: 403, body: { errors: [{ rule: 'OTHER_SUBSCRIBER' }] } };
    for (const each of [
      `/v1/subscribers/${ours.id}`,
      path,
      `${path}/events`,
      `${path}/attempts`,
      `/v1/obligations?subscriber=${ours.id}`,
      `/v1/obligations/${obligation?.id as string}`,
    ]) {
      expect(await publisher.get(each, other.token)).toMatchObject(refused);
    }
    for (const [each, body] of [
      [`${path}/commit`, { offset: 0 }],
      [`${path}/seek`, { after: '1.0' }],
    ] as const) {
      expect(await publisher.post(each, body, other.token)).toMatchObject(refused);
    }
  });

  it('given operations, then a feed is not read and no receipt is given in a subscriber’s name', async () => {
    const { id } = await publisher.enable();
    const stream = await publisher.open(id);
    const refused = { status: 403, body: { errors: [{ rule: 'ROLE' }] } };
    const events = `/v1/streams/${stream.id as string}/events`;
    expect(await publisher.get(events)).toMatchObject(refused);
    const receipts = { receipts: [{ eventId: newId('evt'), stage: 'applied' }] };
    expect(await publisher.post('/v1/receipts', receipts)).toMatchObject(refused);
  });

  it('given a subscriber, then it manages no subscriber and no look, opens no topic, and neither pauses nor resumes', async () => {
    const { id, token } = await publisher.enable();
    const stream = await publisher.open(id);
    const refused = { status: 403, body: { errors: [{ rule: 'ROLE' }] } };
    for (const [path, body] of [
      ['/v1/subscribers', {}],
      [`/v1/subscribers/${id}/streams`, { channel: 'kafka' }],
      [`/v1/subscribers/${id}/token`, {}],
      [`/v1/obligations/${newId('obl')}/look`, {}],
    ] as const) {
      expect(await publisher.post(path, body, token)).toMatchObject(refused);
    }
    for (const status of ['paused', 'enabled']) {
      const path = `/v1/streams/${stream.id as string}/status`;
      expect(await publisher.post(path, { status }, token)).toMatchObject({
        status: 403,
        body: { errors: [{ rule: 'OWN_STATUS' }] },
      });
    }
  });
});
