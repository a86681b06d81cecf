import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateOwnedJwk, verifyDetached, TrustedKeys, withoutPrivatePart } from '#signing';
import { testKeys } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import type { Arrival } from './test-platform.js';
import { aToldPlatform, pushAll } from './told-platform.js';

let folder: string;
let publisher: PublisherUnderTest;
const fileOf = (name: string): string => join(folder, `${name}.jwks.json`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-keys-'));
  // Of this file's own: the keys of the run are others' too.
  const keys = await testKeys();
  await copyFile(keys.signingKeysFile('publisher'), fileOf('signing'));
  await copyFile(keys.trustedKeysFile, fileOf('trusted'));
  publisher = await PublisherUnderTest.start(undefined, {
    signingKeysFile: fileOf('signing'),
    trustedKeysFile: fileOf('trusted'),
  });
});
afterAll(async () => {
  await publisher.stop();
  await rm(folder, { recursive: true, force: true });
});

async function addTo(name: string, key: object): Promise<void> {
  const jwks = JSON.parse(await readFile(fileOf(name), 'utf8')) as { keys: object[] };
  await writeFile(fileOf(name), JSON.stringify({ keys: [...jwks.keys, key] }));
}

/** As any reader finds them. */
async function publishedKeys(): Promise<(JsonWebKey & { kid: string; owner: string })[]> {
  const response = await fetch(`${publisher.service.url}/.well-known/jwks.json`);
  return ((await response.json()) as { keys: [] }).keys;
}

/** Which of the publisher's keys in that set signed a push. */
function signersOf({ headers, body }: Arrival, jwks: Awaited<ReturnType<typeof publishedKeys>>) {
  const v1a = /v1a,(\S+)/.exec(String(headers['webhook-signature']))?.[1] ?? '';
  const head = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.`;
  return jwks
    .filter(({ owner }) => owner === 'publisher')
    .filter((jwk) => {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const signed = Buffer.concat([Buffer.from(head), body]);
      return verify(null, signed, key, Buffer.from(v1a, 'base64'));
    })
    .map(({ kid }) => kid);
}

describe('a new key of the publisher', () => {
  it('given the three steps of a rotation, then a reader of the JWKS can check every push throughout', async () => {
    const { id, token, streamId, platform } = await aToldPlatform(publisher);
    const listing = aListing();
    const push = async (change: Parameters<typeof publisher.takeIn>[0]): Promise<Arrival> => {
      await publisher.takeIn(change);
      await pushAll(publisher);
      const arrival = platform.arrivals.at(-1);
      if (arrival?.eventId !== change.id) throw new Error('It has not arrived.');
      return arrival;
    };
    const first = await push(listing.published());
    const [old] = signersOf(first, await publishedKeys());
    expect(old).toMatch(/^dev-publisher-/);

    // The public part first, so that whoever keeps our keys has it before it signs anything.
    const fresh = generateOwnedJwk('publisher', 'publisher-fresh');
    await addTo('trusted', withoutPrivatePart(fresh));
    await publisher.service.restart();
    const announced = await publishedKeys();
    expect(signersOf(await push(listing.shielded()), announced)).toEqual([old]);
    expect(announced.map(({ kid }) => kid)).toContain('publisher-fresh');
    expect(announced.some((jwk) => 'd' in jwk)).toBe(false);

    await addTo('signing', fresh);
    await publisher.service.restart();
    const third = await push(listing.restored());
    expect(signersOf(third, announced)).toEqual(['publisher-fresh']);
    const jwks = await publishedKeys();
    expect(signersOf(first, jwks)).toEqual([old]);
    // The durable proof is the registry's, whoever pushed it; a token of before still holds.
    const trusted = publisher.service.get(TrustedKeys);
    for (const { body, headers } of platform.arrivals) {
      const jws = String(headers['yichu-event-jws']);
      expect(await verifyDetached(body, jws, trusted)).toMatchObject({ owner: 'registry' });
    }
    expect((await publisher.get(`/v1/streams/${streamId}`, token)).status).toBe(200);
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2, 3]);
    await platform.stop();
  });
});
