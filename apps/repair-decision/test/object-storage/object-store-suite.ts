import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Problem } from '#bootstrap';
import type { ObjectStore } from '../../src/object-storage/object-store.js';
import { ObjectTooLarge } from '../../src/object-storage/spool.js';

/** An object store under test, and what the test may do behind its back. */
export interface StoreUnderTest {
  store: ObjectStore;
  /** Of unfinished files. */
  spoolFolder: string;
  /** Replaces a stored object's bytes, as a thief would. */
  tamper: (digest: string, bytes: Buffer) => Promise<void>;
  /** The same kind of store where nothing answers. */
  broken: () => Promise<ObjectStore>;
}

const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE * KIBIBYTE;
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const UNKNOWN = `sha256:${'0'.repeat(64)}`;

/** What every object store keeps to, whatever it is made of. */
export function describeObjectStore(name: string, start: () => StoreUnderTest): void {
  describe(`the object store in ${name}`, () => {
    const limit = { maxBytes: MEBIBYTE };
    const spooled = () => readdir(start().spoolFolder).catch(() => []);
    const read = async (digest: string) => {
      const stream = await start().store.get(digest);
      return stream && buffer(stream);
    };

    it('given bytes in pieces, then they come back whole under their digest, and nothing is left over', async () => {
      const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_001, index));
      const whole = Buffer.concat(pieces);
      const stored = await start().store.put(Readable.from(pieces), limit);
      expect(stored).toEqual({ digest: digestOf(whole), size: whole.length });
      expect(await start().store.exists(stored.digest)).toBe(true);
      expect(await read(stored.digest)).toEqual(whole);
      expect(await spooled()).toEqual([]);
    });

    it('given the same bytes twice, at once and again, then they are one object', async () => {
      const bytes = Buffer.from('twice the same');
      const puts = [1, 2, 3].map(() => start().store.put([bytes], limit));
      const digests = (await Promise.all(puts)).map(({ digest }) => digest);
      expect(new Set(digests)).toEqual(new Set([digestOf(bytes)]));
      expect(await read(digestOf(bytes))).toEqual(bytes);
      expect(await spooled()).toEqual([]);
    });

    it('given nothing at all, then an empty object is an object', async () => {
      const { digest, size } = await start().store.put([], limit);
      expect([digest, size]).toEqual([digestOf(Buffer.alloc(0)), 0]);
      expect(await read(digest)).toEqual(Buffer.alloc(0));
    });

    it('given exactly the limit, then it is kept; a byte more, then refused before the rest is read', async () => {
      const full = Buffer.alloc(KIBIBYTE, 'f');
      await start().store.put([full], { maxBytes: KIBIBYTE });
      let read = 0;
      async function* endless() {
        for (;;) {
          read += 1;
          yield Buffer.alloc(100, 'e');
        }
      }
      const refused = start().store.put(endless(), { maxBytes: KIBIBYTE });
      await expect(refused).rejects.toEqual(new ObjectTooLarge(KIBIBYTE));
      expect(read).toBe(Math.ceil(KIBIBYTE / 100));
      expect(await spooled()).toEqual([]);
    });

    it('given an inspection that refuses, then it saw all of it, and nothing is kept', async () => {
      const bytes = Buffer.from('not what it says');
      const inspect = async ({
        path,
        digest,
        size,
      }: {
        path: string;
        digest: string;
        size: number;
      }) => {
        expect([await readFile(path), digest, size]).toEqual([
          bytes,
          digestOf(bytes),
          bytes.length,
        ]);
        throw new Error('refused');
      };
      await expect(start().store.put([bytes], { ...limit, inspect })).rejects.toThrow('refused');
      expect(await start().store.exists(digestOf(bytes))).toBe(false);
      expect(await spooled()).toEqual([]);
    });

    it('given a source that breaks off, then its error comes out, and nothing is kept', async () => {
      const half = Buffer.from('half of it');
      async function* breaking() {
        yield half;
        throw new Error('the line broke');
      }
      await expect(start().store.put(breaking(), limit)).rejects.toThrow('the line broke');
      expect(await start().store.exists(digestOf(half))).toBe(false);
      expect(await spooled()).toEqual([]);
    });

    it('given an unknown digest, then there is no object; given none, then an error', async () => {
      expect(await start().store.exists(UNKNOWN)).toBe(false);
      expect(await start().store.get(UNKNOWN)).toBeNull();
      await expect(start().store.get('../../etc/passwd')).rejects.toThrow('sha256 digest only');
    });

    it('given bytes that were changed behind its back, then reading breaks off and never looks complete', async () => {
      const bytes = Buffer.alloc(200 * KIBIBYTE, 'original');
      const { digest } = await start().store.put([bytes], limit);
      await start().tamper(digest, Buffer.alloc(200 * KIBIBYTE, 'forged'));
      const stream = await start().store.get(digest);
      const seen: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of stream as Readable) seen.push(chunk as Buffer);
      })();
      await expect(reading).rejects.toThrow('is not what was stored');
      expect(Buffer.concat(seen).length).toBeLessThan(bytes.length);
    });

    it('given the place is out of reach, then 503, with nothing left over', async () => {
      const store = await start().broken();
      const unavailable = expect.objectContaining({
        status: 503,
        rule: 'OBJECT_STORE_UNAVAILABLE',
      }) as Problem;
      await expect(store.put([Buffer.from('x')], limit)).rejects.toEqual(unavailable);
      await expect(store.get(UNKNOWN)).rejects.toEqual(unavailable);
      await expect(store.exists(UNKNOWN)).rejects.toEqual(unavailable);
      expect(await spooled()).toEqual([]);
    });
  });
}
