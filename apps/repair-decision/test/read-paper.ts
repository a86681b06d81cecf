import { inflateSync } from 'node:zlib';
import readQr from 'jsqr';
import { extractText, getDocumentProxy } from 'unpdf';

/** Pixels to a square of the QR code, and the squares of quiet around it. */
const SCALE = 4;
const QUIET = 4;

/** 编号 第 n 页 共 m 页 */
const FOOT = /（\d{4}）[^（）\n]*号\s*第 \d+ 页\s*共 \d+ 页/g;

/** A paper as somebody reads it who has only the file. */
export interface ReadPaper {
  pages: string[];
  /** All pages without their feet, line breaks and blanks, which are the typesetter's. */
  text: string;
  /** What its QR code says. */
  qr: string | null;
  fonts: { name: string; isEmbedded: boolean }[];
}

export async function readPaper(bytes: Uint8Array): Promise<ReadPaper> {
  // The reader takes the bytes for its own.
  const pdf = await getDocumentProxy(Uint8Array.from(bytes));
  const { text: pages } = await extractText(pdf, { mergePages: false });
  const raw = Buffer.from(bytes).toString('latin1');
  return {
    pages,
    text: pages
      .map((page) => page.replace(FOOT, ''))
      .join('')
      .replace(/\s/g, ''),
    qr: decodeQr(bytes),
    fonts: fontsOf(raw),
  };
}

function fontsOf(raw: string): ReadPaper['fonts'] {
  return [...raw.matchAll(/\/Type \/FontDescriptor[^>]*\/FontName \/(\S+)[^>]*>>/g)].map(
    ([descriptor, name = '']) => ({ name, isEmbedded: /\/FontFile2 \d+ 0 R/.test(descriptor) }),
  );
}

/** The squares that are drawn, as the picture that a camera would see. */
function decodeQr(bytes: Uint8Array): string | null {
  const squares = contentStreams(bytes).flatMap((content) =>
    [...content.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$/gm)].map((match) =>
      match.slice(1).map(Number),
    ),
  );
  const [first] = squares;
  if (!first) return null;
  const side = first[2] ?? 1;
  const left = Math.min(...squares.map(([x = 0]) => x));
  const top = Math.min(...squares.map(([, y = 0]) => y));
  const cells = squares.map(([x = 0, y = 0]) => [
    Math.round((x - left) / side),
    Math.round((y - top) / side),
  ]);
  const size = (Math.max(...cells.flat()) + 1 + 2 * QUIET) * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [column = 0, row = 0] of cells) {
    for (let i = 0; i < SCALE * SCALE; i++) {
      const x = (column + QUIET) * SCALE + (i % SCALE);
      const y = (row + QUIET) * SCALE + Math.floor(i / SCALE);
      pixels.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  // A CommonJS package under ESM: the function is its default's default, or its default.
  const decode = (readQr as unknown as { default?: typeof readQr }).default ?? readQr;
  return (decode as unknown as QrDecoder)(pixels, size, size)?.data ?? null;
}

type QrDecoder = (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null;

function contentStreams(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes);
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at !== -1; at = file.indexOf('stream\n', at + 1)) {
    const end = file.indexOf('endstream', at);
    try {
      streams.push(inflateSync(file.subarray(at + 'stream\n'.length, end)).toString('latin1'));
    } catch {
      // Not compressed, and so no content of a page.
    }
  }
  return streams;
}
