import { createHash } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';

/**
 * Passes bytes on while hashing them. The last chunk is held back until all of it is known to be
 * what was stored: changed bytes end in an error, and never in a file that looks complete.
 */
export function untampered(stored: Readable, digest: string): Readable {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  const check = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      if (held) this.push(held);
      held = chunk;
      done();
    },
    flush(done) {
      if (`sha256:${hash.digest('hex')}` !== digest) {
        done(new Error(`the stored object ${digest} is not what was stored`));
        return;
      }
      if (held) this.push(held);
      done();
    },
  });
  // Each side's error ends the other; whoever reads hears of it from `check`.
  pipeline(stored, check, () => {});
  return check;
}
