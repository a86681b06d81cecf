import { createPublicKey } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { ObjectLiteral } from 'typeorm';
import { newId } from '#contracts';
import { StreamSecrets } from '../src/storage/stream-secrets.js';
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

/** A token as the publisher gave it out that many seconds ago. */
function tokenOf(id: string, secondsAgo: number): Promise<string> {
  const key = publisher.service.keys.of('publisher');
  return new SignJWT({ role: 'subscriber' })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .setIssuer(key.owner)
    .setSubject(id)
    .setIssuedAt(Math.floor(Date.now() / 1000) - secondsAgo)
    .setExpirationTime('90d')
    .sign(key.privateKey);
}

describe('enabling a subscriber', () => {
  it('given a contract, then it has an id and a token that lives long', async () => {
    const { status, body } = await publisher.post('/v1/subscribers', subscriber());
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'token', 'expiresAt']);
    const jwks = (await publisher.get('/.well-known/jwks.json')).body.keys as { kid: string }[];
    const { payload } = await jwtVerify(body.token as string, ({ kid }) => {
      const jwk = jwks.find((each) => each.kid === kid);
      return createPublicKey({ key: { ...jwk }, format: 'jwk' });
    });
    expect(payload).toMatchObject({ iss: 'publisher', sub: body.id as string, role: 'subscriber' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(90 * 24 * 3600);
    expect(Date.parse(body.expiresAt as string)).toBe((payload.exp ?? 0) * 1000);
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
      'a template that asks for a court alone',
      subscriber({ lookup: { urlTemplate: 'http://127.0.0.1:9/lookup?court={court}' } }),
      'contract.lookup.urlTemplate',
      'LOOKUP_TEMPLATE',
    ],
    [
      'courts by their names',
      subscriber({ scope: { courts: ['皖0104', '合肥市包河区人民法院'] } }),
      'contract.scope.courts',
      'COURT_CODE',
    ],
    [
      'an identity number for a name',
      { ...subscriber(), name: '平台 340104190006150018' },
      'name',
      'ID_NUMBER_IN_TEXT',
    ],
    [
      'a name that reads backwards',
      { ...subscriber(), name: '\u202e台平' },
      'name',
      'DIRECTION_MARKS',
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

describe('a subscriber that is there', () => {
  it('given a contract whose look-up address holds a key, then the ledger has its origin only', async () => {
    const urlTemplate = 'http://127.0.0.1:9/s3cret/lookup?key=s3cret&ref={listingRef}';
    const { id } = await publisher.enable({ lookup: { urlTemplate } });
    const rows = await publisher.rows('SELECT detail FROM ledger WHERE subject = $1', [id]);
    expect(rows).toMatchObject([
      { detail: { contract: { lookup: { origin: 'http://127.0.0.1:9' }, scope: {} } } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('s3cret');
  });

  it('given more than a page of them, then `next` leads through all', async () => {
    const enabled = [await publisher.enable(), await publisher.enable(), await publisher.enable()];
    const found: string[] = [];
    let after = '';
    do {
      const { body } = await publisher.get(`/v1/subscribers?limit=2${after && `&after=${after}`}`);
      found.push(...(body.data as ObjectLiteral[]).map((each) => each.id as string));
      after = (body.next as string | null) ?? '';
    } while (after);
    expect(found.slice(-3)).toEqual(enabled.map(({ id }) => id));
    expect(new Set(found).size).toBe(found.length);
  });

  it('given a renewed token, then the older ones hold for three days, however often it is renewed', async () => {
    const { id } = await publisher.enable();
    const path = `/v1/subscribers/${id}`;
    const [oldest, older] = [await tokenOf(id, 7200), await tokenOf(id, 3600)];
    const first = await publisher.post(`${path}/token`, {});
    expect(Object.keys(first.body)).toEqual(['id', 'token', 'expiresAt', 'previousValidUntil']);
    const hours = (Date.parse(first.body.previousValidUntil as string) - Date.now()) / 3_600_000;
    expect(hours).toBeCloseTo(72, 1);
    const second = await publisher.post(`${path}/token`, { overlapHours: 168 });
    const newest = second.body.token as string;
    const answers = async () => {
      const all = await Promise.all([oldest, older, newest].map((one) => publisher.get(path, one)));
      return all.map(({ status }) => status);
    };
    expect(await answers()).toEqual([200, 200, 200]);
    // The first overlap is over; the second runs on, and does not make the first longer.
    await publisher.rows(
      `UPDATE subscriber SET token_ends = jsonb_set(token_ends, '{0,endAt}', '"2026-01-01T00:00:00Z"')
       WHERE id = $1`,
      [id],
    );
    expect(await answers()).toEqual([401, 401, 200]);
    const third = await publisher.post(`${path}/token`, {});
    expect(await answers()).toEqual([401, 401, 200]);
    expect((await publisher.get(path, third.body.token as string)).status).toBe(200);
  });

  it('given a token lost in the second in which it was given, then it ends all the same', async () => {
    const { id, token: lost } = await publisher.enable();
    const path = `/v1/subscribers/${id}`;
    const tokens = [lost];
    for (let i = 0; i < 2; i++) {
      const { body } = await publisher.post(`${path}/token`, { overlapHours: 0 });
      tokens.push(body.token as string);
    }
    const answers = await Promise.all(tokens.map((token) => publisher.get(path, token)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  it('given a token renewed without an overlap, then it holds, the older ones do not, and the ledger knows', async () => {
    const { id } = await publisher.enable();
    const old = await tokenOf(id, 3600);
    const path = `/v1/subscribers/${id}`;
    expect((await publisher.get(path, old)).status).toBe(200);

    const { status, body } = await publisher.post(`${path}/token`, { overlapHours: 0 });
    expect([status, body.id]).toEqual([201, id]);
    expect((await publisher.get(path, body.token as string)).status).toBe(200);
    const receipts = { receipts: [{ eventId: newId('evt'), stage: 'applied' }] };
    for (const answer of [
      await publisher.get(path, old),
      await publisher.get('/v1/obligations', old),
      await publisher.get(`/v1/streams/${newId('str')}/events`, old),
      await publisher.post('/v1/receipts', receipts, old),
    ]) {
      expect(answer).toMatchObject({
        status: 401,
        body: { errors: [{ rule: 'UNAUTHENTICATED' }] },
      });
    }
    const rows = await publisher.rows(
      'SELECT action, actor FROM ledger WHERE subject = $1 ORDER BY seq',
      [id],
    );
    expect(rows.at(-1)).toEqual({ action: 'subscriber.token-renewed', actor: 'operations-1' });
    const token = body.token as string;
    expect((await publisher.post(`${path}/token`, {}, token)).status).toBe(403);
    expect((await publisher.post(`/v1/subscribers/${newId('sub')}/token`, {})).status).toBe(404);
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

describe('discovery', () => {
  it('given nobody in particular, then keys and addresses are public', async () => {
    const { url } = publisher.service;
    const configuration = await fetch(`${url}/.well-known/yichu-configuration`);
    expect(await configuration.json()).toMatchObject({
      jwks_uri: expect.stringMatching(/\/\.well-known\/jwks\.json$/) as string,
      delivery_methods_supported: ['webhook', 'feed', 'kafka', 'snapshot'],
    });
    const jwks = await fetch(`${url}/.well-known/jwks.json`);
    const { keys } = (await jwks.json()) as { keys: object[] };
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });
});
