/** Crockford's base 32. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PAIRS = Array.from({ length: 1024 }, (_, n) => digit(n >> 5) + digit(n & 31));
const RANDOM_BYTES = 10;
/** The last eight of the sixteen random characters are counted on with: so many, and so many times as many. */
const LOW = 2 ** 20;
const HIGH = 2 ** 20;

/**
 * Makes ULIDs that grow from one to the next, within a millisecond and when the clock is set back: a
 * fan-out asks for thousands at a time, so those of one millisecond are counted and not drawn.
 */
export function monotonicUlids(
  now: () => number,
  randomBytes: (bytes: Uint8Array) => void,
): () => string {
  const bytes = new Uint8Array(RANDOM_BYTES);
  let time = -1;
  let drawn = '';
  let high = 0;
  let low = 0;
  let head = '';

  /** Begins at chance, far enough from the end that counting never gets there. */
  function begin(at: number): void {
    randomBytes(bytes);
    time = at;
    drawn = pairsOf(at, 5) + pairsOf(numberOf(bytes.subarray(0, 5)), 4);
    const counter = numberOf(bytes.subarray(5));
    low = counter % LOW;
    high = Math.floor(counter / LOW) % (HIGH / 2);
    head = drawn + pairsOf(high, 2);
  }

  function countOn(): void {
    low++;
    if (low < LOW) return;
    low = 0;
    high++;
    head = drawn + pairsOf(high, 2);
  }

  return () => {
    const at = now();
    if (at > time) begin(at);
    else countOn();
    return `${head}${PAIRS[low >> 10] ?? ''}${PAIRS[low & 1023] ?? ''}`;
  };
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

function pairsOf(number: number, pairs: number): string {
  let text = '';
  let rest = number;
  for (let pair = 0; pair < pairs; pair++) {
    text = (PAIRS[rest % 1024] ?? '') + text;
    rest = Math.floor(rest / 1024);
  }
  return text;
}

function digit(n: number): string {
  return DIGITS.charAt(n);
}
