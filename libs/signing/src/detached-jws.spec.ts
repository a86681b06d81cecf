import { createHmac } from 'node:crypto';
import { flattenedVerify, FlattenedSign } from 'jose';
import { SignatureRefused, signDetached, verifyDetached } from './detached-jws.js';
import { generateOwnedJwk, SigningKeys, TrustedKeys, withoutPrivatePart } from './keys.js';

const jwk = generateOwnedJwk('registry', 'registry-1');
const key = new SigningKeys([jwk]).of('registry');
const trusted = new TrustedKeys([withoutPrivatePart(jwk)]);
const bytes = Buffer.from('{"said":"是"}');
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (jws: string) => jws.split('.') as [string, string, string];

describe('a detached JWS', () => {
  it('given signed bytes, when verified, then its key is told', async () => {
    const jws = await signDetached(bytes, key);
    expect(await verifyDetached(bytes, jws, trusted)).toMatchObject({ kid: 'registry-1' });
  });

  it('given ours, then anybody else’s library believes it', async () => {
    const [header, , signature] = partsOf(await signDetached(bytes, key));
    const payload = bytes.toString('base64url');
    const { publicKey } = trusted.find('registry-1')!;
    await flattenedVerify({ protected: header, payload, signature }, publicKey);
  });

  it('given one of another library, then it is believed', async () => {
    const jws = await new FlattenedSign(bytes)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'registry-1', typ: 'JOSE' })
      .sign(key.privateKey);
    const detached = `${jws.protected}..${jws.signature}`;
    expect(await verifyDetached(bytes, detached, trusted)).toMatchObject({ owner: 'registry' });
  });

  it.each([
    ['nothing', () => undefined],
    ['other bytes', (jws: string) => jws, Buffer.from('{"said":"否"}')],
    ['a payload inside', (jws: string) => jws.replace('..', `.${bytes.toString('base64url')}.`)],
    ['a cut signature', (jws: string) => jws.slice(0, -4)],
    ['a signature with other signs between', (jws: string) => jws.replace(/(.{10})$/, '!$1')],
    ['no key', (jws: string) => `${encoded({ alg: 'EdDSA' })}..${partsOf(jws)[2]}`],
    ['another key', (jws: string) => withHeader(jws, { alg: 'EdDSA', kid: 'registry-2' })],
    ['no algorithm', (jws: string) => withHeader(jws, { alg: 'none', kid: 'registry-1' })],
    ['a header that is no object', (jws: string) => withHeader(jws, null)],
    ['a header that is no JSON', (jws: string) => `e..${partsOf(jws)[2]}`],
    ['an HMAC by the public key', () => hmacByPublicKey()],
    ['an extension that must be understood', () => signedAs({ crit: ['exp'], exp: 0 })],
    ['a payload that is not encoded', () => signedAs({ b64: false, crit: ['b64'] })],
  ])('given %s, then it is refused', async (_what, change, received = bytes) => {
    const jws = await change(await signDetached(bytes, key));
    await expect(verifyDetached(received, jws, trusted)).rejects.toThrow(SignatureRefused);
  });
});

function withHeader(jws: string, header: unknown): string {
  return `${encoded(header)}..${partsOf(jws)[2]}`;
}

function hmacByPublicKey(): string {
  const header = encoded({ alg: 'HS256', kid: 'registry-1' });
  const signature = createHmac('sha256', jwk.x)
    .update(`${header}.${bytes.toString('base64url')}`)
    .digest('base64url');
  return `${header}..${signature}`;
}

/** Signed by the right key, under a header that says more than we know. */
async function signedAs(more: object): Promise<string> {
  const jws = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'registry-1', ...more })
    .sign(key.privateKey, { crit: { exp: true } });
  return `${jws.protected}..${jws.signature}`;
}
