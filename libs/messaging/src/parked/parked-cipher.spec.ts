import fc from 'fast-check';
import { fingerprintOf, seal, unseal } from './parked-cipher.js';

const key = Buffer.alloc(32, 1);

describe('sealing parked bytes', () => {
  it('given any bytes, then they come back, and the sealed ones do not hold them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 2000 }), fc.string(), (bytes, id) => {
        const sealed = seal(Buffer.from(bytes), key, id);
        expect(unseal(sealed, key, id)).toEqual(Buffer.from(bytes));
        if (bytes.length > 8) expect(sealed.includes(Buffer.from(bytes))).toBe(false);
      }),
    );
  });

  it('given the same bytes twice, then the sealed ones differ', () => {
    expect(seal(Buffer.from('a'), key, 'prk_1')).not.toEqual(seal(Buffer.from('a'), key, 'prk_1'));
  });

  it.each([
    ['other bytes', 'b', 'jws', key],
    ['another signature', 'a', 'other', key],
    ['another key', 'a', 'jws', Buffer.alloc(32, 2)],
  ])('given %s, then the fingerprint differs', (_, bytes, jws, otherKey) => {
    const print = fingerprintOf(Buffer.from('a'), 'jws', key);
    expect(fingerprintOf(Buffer.from('a'), 'jws', key)).toEqual(print);
    expect(fingerprintOf(Buffer.from(bytes), jws, otherKey)).not.toEqual(print);
  });

  it.each([
    ['another key', Buffer.alloc(32, 2), 'prk_1'],
    ['another row’s id', key, 'prk_2'],
  ])('given %s, then nothing comes back', (_, otherKey, id) => {
    const sealed = seal(Buffer.from('secret'), key, 'prk_1');
    expect(() => unseal(sealed, otherKey, id)).toThrow();
  });
});
