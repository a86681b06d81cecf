import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { HmacSha256 } from './hmac-sha256.js';

describe('HMAC-SHA-256 with a prepared key', () => {
  it("is node's own, for any key, text and bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.string({ unit: 'grapheme-ascii', maxLength: 600 }),
        fc.option(fc.uint8Array({ maxLength: 20_000, size: 'max' })),
        (key, text, bytes) => {
          const own = createHmac('sha256', key).update(text);
          if (bytes) own.update(bytes);
          const given = bytes && Buffer.from(bytes);
          expect(new HmacSha256(Buffer.from(key)).digest(text, given, 'base64')).toBe(
            own.digest('base64'),
          );
        },
      ),
    );
  });

  it('takes no key that would have to be hashed first', () => {
    expect(() => new HmacSha256(Buffer.alloc(65))).toThrow(/longer than the block/);
  });
});
