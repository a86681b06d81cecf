import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { ObjectLiteral } from 'typeorm';
import { newId } from '#contracts';
import { StreamSecrets } from '../src/storage/stream-secrets.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

const HOOK = 'http://127.0.0.1:9/hook';
const subscriber = (contract: object = {}) => ({
  name: 'Example platform',
  type: 'COMMERCIAL_CREDIT_PLATFORM',
  contract: {
    scope: {},
    lookup: { urlTemplate: 'http://127.0.0.1:9/lookup?ref={listingRef}' },
    probe: { consent: true, settleSeconds: 1 },
    deadline: { workingDays: 3 },
    independentSource: false,
    ...contract,
  },
});

describe('enabling a subscriber', () => {
  it('given a contract, then it has an id and a token that lives long', async () => {
    const { status, body } = await publisher.post('/v1/subscribers', subscriber());
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'token']);
    const jwks = (await publisher.get('/.well-known/jwks.json')).body.keys as { kid: string }[];
    const { payload } = await jwtVerify(body.token as string, ({ kid }) => {
      const jwk = jwks.find((each) => each.kid === kid);
      return createPublicKey({ key: { ...jwk }, format: 'jwk' });
    });
    expect(payload).toMatchObject({ iss: 'publisher', sub: body.id as string, role: 'subscriber' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(90 * 24 * 3600);
    const own = await publisher.get(`/v1/subscribers/${body.id as string}`, body.token as string);
    expect(own).toMatchObject({ status: 200, body: { ...subscriber(), streams: [] } });
  });

  it.each<[string, ObjectLiteral, string, string]>([
    ['no look-up', subscriber({ lookup: undefined }), 'contract.lookup.urlTemplate', 'REQUIRED'],
    ['an empty look-up', subscriber({ lookup: {} }), 'contract.lookup.urlTemplate', 'REQUIRED'],
    [
      'a template without placeholders',
      subscriber({ lookup: { urlTemplate: 'http://127.0.0.1:9/lookup' } }),
      'contract.lookup.urlTemplate',
      'LOOKUP_TEMPLATE',
    ],
    [
      'a template with another scheme',
      subscriber({ lookup: { urlTemplate: 'file:///etc/{listingRef}' } }),
      'contract.lookup.urlTemplate',
      'LOOKUP_TEMPLATE',
    ],
    [
      'a look-up in a private network',
      subscriber({ lookup: { urlTemplate: 'http://169.254.169.254/{listingRef}' } }),
      'contract.lookup.urlTemplate',
      'PRIVATE_ADDRESS',
    ],
    [
      'no consent',
      subscriber({ probe: { settleSeconds: 1 } }),
      'contract.probe.consent',
      'REQUIRED',
    ],
    ['a type of its own', { ...subscriber(), type: 'BLOG' }, 'type', 'IS_IN'],
    ['an unknown field', { ...subscriber(), admin: true }, 'admin', 'UNKNOWN_FIELD'],
    [
      'an unknown scope',
      subscriber({ scope: { provinces: ['皖'] } }),
      'contract.scope.provinces',
      'UNKNOWN_FIELD',
    ],
    [
      'an empty scope',
      subscriber({ scope: { courts: [] } }),
      'contract.scope.courts',
      'ARRAY_MIN_SIZE',
    ],
    [
      'no working days',
      subscriber({ deadline: { workingDays: 0 } }),
      'contract.deadline.workingDays',
      'MIN',
    ],
  ])('given %s, then 422 names the field and the rule', async (_what, body, field, rule) => {
    const answer = await publisher.post('/v1/subscribers', body);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        type: 'urn:yichu:problem:invalid-field',
        errors: expect.arrayContaining([expect.objectContaining({ field, rule })]) as object[],
      },
    });
  });
});

describe('opening a stream', () => {
  it('given a webhook, then its secret is shown once and kept sealed', async () => {
    const { id, token } = await publisher.enable();
    const stream = await publisher.open(id, HOOK);
    expect(stream).toEqual({
      id: expect.stringMatching(/^str_/) as string,
      channel: 'webhook',
      status: 'enabled',
      signingSecret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      keyId: expect.any(String) as string,
    });
    const jwks = await publisher.get('/.well-known/jwks.json');
    expect((jwks.body.keys as { kid: string }[]).map((key) => key.kid)).toContain(stream.keyId);

    const [row] = await publisher.rows('SELECT sealed_secret FROM stream WHERE id = $1', [
      stream.id,
    ]);
    const sealed = row?.sealed_secret as Buffer;
    const secret = Buffer.from((stream.signingSecret as string).slice('whsec_'.length), 'base64');
    expect(sealed.includes(secret)).toBe(false);
    const secrets = publisher.service.get(StreamSecrets);
    expect(secrets.open(stream.id as string, sealed)).toEqual(secret);
    expect(() => secrets.open(newId('str'), sealed)).toThrow();

    for (const reader of [token, undefined]) {
      const seen = await publisher.get(`/v1/streams/${stream.id as string}`, reader);
      expect(seen).toMatchObject({ status: 200, body: { url: HOOK, subscriber: id } });
      expect(JSON.stringify(seen.body)).not.toContain('whsec_');
    }
  });

  it('given a feed, then it has neither address nor secret', async () => {
    const { id } = await publisher.enable();
    const stream = await publisher.open(id);
    expect(stream).toEqual({ id: stream.id as string, channel: 'feed', status: 'enabled' });
  });

  it.each<[string, object, string, string]>([
    ['a webhook without an address', { channel: 'webhook' }, 'url', 'REQUIRED'],
    ['an address that is none', { channel: 'webhook', url: 'nowhere' }, 'url', 'IS_URL'],
    ['another scheme', { channel: 'webhook', url: 'ftp://127.0.0.1/x' }, 'url', 'IS_URL'],
    [
      'a private network',
      { channel: 'webhook', url: 'http://10.0.0.1/x' },
      'url',
      'PRIVATE_ADDRESS',
    ],
    ['a feed with an address', { channel: 'feed', url: HOOK }, 'url', 'UNKNOWN_FIELD'],
    ['another channel', { channel: 'fax' }, 'channel', 'IS_IN'],
  ])('given %s, then 422 names the field and the rule', async (_what, body, field, rule) => {
    const { id } = await publisher.enable();
    const answer = await publisher.post(`/v1/subscribers/${id}/streams`, body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, rule }] } });
  });

  it('given an unknown subscriber or stream, then 404', async () => {
    const feed = { channel: 'feed' };
    for (const id of [newId('sub'), 'sub_1', newId('str')]) {
      expect((await publisher.post(`/v1/subscribers/${id}/streams`, feed)).status).toBe(404);
    }
    const status = { status: 'paused' };
    expect((await publisher.post(`/v1/streams/${newId('str')}/status`, status)).status).toBe(404);
  });

  it('given a change of status, then the ledger has it with who did it', async () => {
    const { id } = await publisher.enable();
    const stream = await publisher.open(id, HOOK);
    await publisher.setStatus(stream.id as string, 'paused');
    await publisher.setStatus(stream.id as string, 'enabled');
    const rows = await publisher.rows(
      'SELECT action, actor FROM ledger WHERE subject = $1 ORDER BY seq',
      [stream.id],
    );
    expect(rows).toEqual([
      { action: 'stream.opened', actor: 'operations-1' },
      { action: 'stream.paused', actor: 'operations-1' },
      { action: 'stream.enabled', actor: 'operations-1' },
    ]);
  });
});

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

  it('given a subscriber, then it manages no subscriber, no stream and no look', async () => {
    const { id, token } = await publisher.enable();
    const stream = await publisher.open(id);
    const refused = { status: 403, body: { errors: [{ rule: 'ROLE' }] } };
    for (const [path, body] of [
      ['/v1/subscribers', subscriber()],
      [`/v1/subscribers/${id}/streams`, { channel: 'feed' }],
      [`/v1/streams/${stream.id as string}/status`, { status: 'disabled' }],
      [`/v1/obligations/${newId('obl')}/look`, {}],
    ] as const) {
      expect(await publisher.post(path, body, token)).toMatchObject(refused);
    }
  });
});

describe('obligations', () => {
  it('given a change, then each obligation has exactly the fields of the wire', async () => {
    const { id, token } = await publisher.enable();
    const listing = aListing();
    const published = listing.published();
    await publisher.takeIn(published);
    const { body } = await publisher.get(`/v1/obligations?listing=${listing.id}`, token);
    expect(body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^obl_/) as string,
          subscriber: id,
          listing: listing.id,
          version: 1,
          eventId: published.id,
          eventType: 'listing.published.v1',
          offset: 1,
          state: 'expected',
          flags: [],
          supersededBy: null,
          deliveredAt: null,
          appliedAt: null,
          verifiedAt: null,
          applyBy: null,
          lastLook: null,
        },
      ],
      next: null,
    });
    const [own] = body.data as ObjectLiteral[];
    const history = await publisher.get(`/v1/obligations/${own?.id as string}`, token);
    expect(history).toMatchObject({ status: 200, body: { receipts: [], attempts: [], looks: [] } });
  });

  it('given more than a page, then `next` leads through all of them', async () => {
    const { id } = await publisher.enable();
    for (let each = 0; each < 5; each++) await publisher.takeIn(aListing().published());
    const offsets: unknown[] = [];
    let cursor = '';
    do {
      const query = `/v1/obligations?subscriber=${id}&limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await publisher.get(query);
      offsets.push(...(body.data as ObjectLiteral[]).map((each) => each.offset as unknown));
      cursor = (body.next as string | null) ?? '';
    } while (cursor);
    expect(offsets).toEqual([1, 2, 3, 4, 5]);
  });

  it('given a superseded one, then there is nothing to look at', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    const [old] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    const answer = await publisher.post(`/v1/obligations/${old?.id as string}/look`, {});
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ rule: 'SUPERSEDED' }] } });
  });
});

describe('discovery', () => {
  it('given nobody in particular, then keys and addresses are public', async () => {
    const { url } = publisher.service;
    const configuration = await fetch(`${url}/.well-known/yichu-configuration`);
    expect(await configuration.json()).toMatchObject({
      jwks_uri: expect.stringMatching(/\/\.well-known\/jwks\.json$/) as string,
      delivery_methods_supported: ['webhook', 'feed'],
    });
    const jwks = await fetch(`${url}/.well-known/jwks.json`);
    const { keys } = (await jwks.json()) as { keys: object[] };
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });
});
