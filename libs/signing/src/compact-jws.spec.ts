import { signCompact, verifyCompact } from './compact-jws.js';
import { SignatureRefused } from './detached-jws.js';
import { generateOwnedJwk, SigningKeys, TrustedKeys, withoutPrivatePart } from './keys.js';
import { mintToken } from './tokens.js';

const registry = generateOwnedJwk('registry', 'registry-1');
const publisher = generateOwnedJwk('publisher', 'publisher-1');
const keys = new SigningKeys([registry, publisher]);
const trusted = new TrustedKeys([registry, publisher].map(withoutPrivatePart));
const expected = { owner: 'registry', typ: 'a+jwt' } as const;

describe('a compact JWS', () => {
  it('given a statement, when verified, then its claims and its key are told', async () => {
    const jws = await signCompact({ said: '是' }, keys.of('registry'), 'a+jwt');
    expect(await verifyCompact(jws, trusted, expected)).toEqual({
      claims: { said: '是' },
      kid: 'registry-1',
    });
  });

  it.each([
    ['of another kind', () => signCompact({}, keys.of('registry'), 'b+jwt')],
    ['of another owner', () => signCompact({}, keys.of('publisher'), 'a+jwt')],
    [
      'of a key nobody trusts',
      () =>
        signCompact(
          {},
          new SigningKeys([generateOwnedJwk('registry', 'registry-2')]).of('registry'),
          'a+jwt',
        ),
    ],
    [
      'a token of the same key',
      () => mintToken(keys.of('registry'), { sub: 'x', role: 'service' }, '1h'),
    ],
    [
      'with other claims',
      async () => {
        const jws = await signCompact({ listed: true }, keys.of('registry'), 'a+jwt');
        const [header, , signature] = jws.split('.');
        const claims = Buffer.from('{"listed":false}').toString('base64url');
        return `${header}.${claims}.${signature}`;
      },
    ],
    ['no JWS at all', async () => 'nonsense'],
  ])('given one %s, then it is refused', async (_what, make) => {
    await expect(verifyCompact(await make(), trusted, expected)).rejects.toThrow(SignatureRefused);
  });
});
