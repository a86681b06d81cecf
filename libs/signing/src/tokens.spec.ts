import { jest } from '@jest/globals';
import { generateOwnedJwk, SigningKeys, TrustedKeys, withoutPrivatePart } from './keys.js';
import { mintToken, TokenRefused, verifyToken } from './tokens.js';

const jwk = generateOwnedJwk('issuer', 'issuer-1');
const key = new SigningKeys([jwk]).of('issuer');
const trusted = new TrustedKeys([withoutPrivatePart(jwk)]);
const judge = { sub: 'judge-1', role: 'judge', court: '皖0104' } as const;
const HOUR_MS = 3_600_000;

describe('a bearer token', () => {
  afterEach(() => jest.useRealTimers());

  it('given one that was believed before, then it is believed again, and for whom it stands', async () => {
    const token = await mintToken(key, judge, '1h');
    expect(await verifyToken(token, trusted)).toEqual(judge);
    expect(await verifyToken(token, trusted)).toEqual(judge);
  });

  it('given it expires after it was believed, then it is refused', async () => {
    const token = await mintToken(key, judge, '1h');
    await verifyToken(token, trusted);
    jest.useFakeTimers({ now: Date.now() + HOUR_MS + 1000, doNotFake: ['nextTick'] });
    await expect(verifyToken(token, trusted)).rejects.toThrow(TokenRefused);
  });

  it('given others trust other keys, then what is believed here is not believed there', async () => {
    const token = await mintToken(key, judge, '1h');
    await verifyToken(token, trusted);
    await expect(verifyToken(token, new TrustedKeys([]))).rejects.toThrow(TokenRefused);
  });

  it('given a change of what it says, then it is refused, whatever was believed before', async () => {
    const token = await mintToken(key, judge, '1h');
    await verifyToken(token, trusted);
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...judge, role: 'president' }));
    const altered = `${header}.${claims.toString('base64url')}.${signature}`;
    await expect(verifyToken(altered, trusted)).rejects.toThrow(TokenRefused);
  });
});
