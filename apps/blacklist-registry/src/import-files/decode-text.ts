import type { Readable } from 'node:stream';

/** Enough text to tell the encodings apart. */
const SNIFFED_BYTES = 64 * 1024;

/** What courts send by mistake for a table: gzip, zip (also .xlsx), the older .xls, zstd. */
const NO_TEXTS = ['1f8b', '504b0304', 'd0cf11e0', '28b52ffd'].map((hex) => Buffer.from(hex, 'hex'));
const LONGEST_SIGN = 4;

export class NotText extends Error {
  constructor() {
    super('the file is no text');
  }
}

export interface Decoded {
  text: AsyncIterable<string>;
  /** How many bytes were read so far. */
  bytesRead: () => number;
}

/**
 * Bytes of a court's file as text, piece by piece. Without a charset the first pieces tell: a mark of
 * UTF-8 or UTF-16, else UTF-8 if it is valid, else GB 18030, which contains GBK and GB 2312.
 * Unreadable bytes become U+FFFD and so spoil their row only. The text throws NotText where the file
 * starts like an archive.
 */
export function decodeText(stream: Readable, charset: string | null): Decoded {
  let bytes = 0;
  let start = Buffer.alloc(0);
  async function* pieces(): AsyncGenerator<Buffer> {
    // Left open when reading ends early: on the same connection the sender is still to be answered.
    for await (const piece of stream.iterator({ destroyOnReturn: false })) {
      const buffer = piece as Buffer;
      bytes += buffer.length;
      if (start.length < LONGEST_SIGN) {
        start = Buffer.concat([start, buffer.subarray(0, LONGEST_SIGN)]);
        if (NO_TEXTS.some((sign) => start.indexOf(sign) === 0)) throw new NotText();
      }
      yield buffer;
    }
  }
  return { text: decoded(pieces(), charset), bytesRead: () => bytes };
}

async function* decoded(pieces: AsyncIterable<Buffer>, charset: string | null) {
  let decoder = charset === null ? null : new TextDecoder(named(charset));
  let head: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    if (decoder) {
      yield decoder.decode(piece, { stream: true });
      continue;
    }
    head.push(piece);
    size += piece.length;
    if (size < SNIFFED_BYTES) continue;
    const first = Buffer.concat(head);
    head = [];
    decoder = new TextDecoder(encodingOf(first));
    yield decoder.decode(first, { stream: true });
  }
  if (decoder) {
    yield decoder.decode();
    return;
  }
  const all = Buffer.concat(head);
  yield new TextDecoder(encodingOf(all)).decode(all);
}

/** @throws RangeError when nobody knows such a charset. */
export function assertKnownCharset(charset: string): void {
  new TextDecoder(named(charset));
}

/** What says GBK or GB 2312 has characters of GB 18030 sooner or later. */
function named(charset: string): string {
  return /^(?:gbk|gb_?2312|cp936|ms936|x-gbk)(?:-80)?$/.test(charset) ? 'gb18030' : charset;
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  try {
    // Streaming: a character that is cut off at the end is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}
