import PDFDocument from 'pdfkit';
import { create as encodeQr } from 'qrcode';
import type { Paper, TypesetPaper } from './block.js';
import { measureWith, type Fonts } from './fonts.js';
import { layOut, type PlacedLine } from './lay-out.js';
import { withNumbersForRare } from './rare-characters.js';
import { FOOT_DISTANCE, mm, PAGE, TEXT_WIDTH, VERIFICATION_HEIGHT } from './page.js';

const QR_SIZE = mm(24);
const NOTE_SIZE = 9;
const NOTE_LEADING = 13.5;
const FOOT_SIZE = 10;
const GREY = '#8c8c8c';
const WIDE_BLANK = '\u3000';
const BLACK = '#000000';

/**
 * Makes the PDF (PDF/A-2b) of a paper. The same paper gives the same bytes: no clock and no chance has
 * a part in them. What the font lacks is printed by its number.
 */
export async function typeset(given: Paper, fonts: Fonts): Promise<TypesetPaper> {
  const paper = printable(given, fonts);
  const { title, author, createdAt } = paper.info;
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    // Nothing but our own fonts: a reader's substitute for Helvetica knows no Chinese.
    font: fonts.regular as unknown as string,
    pdfVersion: '1.7',
    subset: 'PDF/A-2b',
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: title,
      Author: author,
      Creator: 'Yichu',
      Producer: 'Yichu',
      CreationDate: createdAt,
    },
  });
  const bytes = collect(document);
  document.registerFont('regular', fonts.regular as unknown as string);
  document.registerFont('bold', fonts.bold as unknown as string);
  const pages = layOut(paper.blocks, measureWith(fonts));
  for (const [i, lines] of pages.entries()) {
    document.addPage();
    for (const line of lines) drawLine(document, line);
    drawFoot(
      document,
      `${paper.number}${WIDE_BLANK}第 ${i + 1} 页${WIDE_BLANK}共 ${pages.length} 页`,
    );
  }
  drawVerification(document, paper.verification);
  document.end();
  return { bytes: await bytes, pages: pages.length };
}

function printable(paper: Paper, fonts: Fonts): Paper {
  const { notes, noteOnRare } = paper.verification;
  const blocks = paper.blocks.map(({ style, text }) => ({
    style,
    text: withNumbersForRare(text, fonts),
  }));
  const isRare = blocks.some(
    ({ text }, i) => text.includes('〔U+') && text !== paper.blocks[i]?.text,
  );
  const verification = {
    ...paper.verification,
    notes: [...notes, ...(isRare ? [noteOnRare] : [])].map((note) =>
      withNumbersForRare(note, fonts),
    ),
  };
  return { ...paper, blocks, number: withNumbersForRare(paper.number, fonts), verification };
}

function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    document.once('error', reject);
    document.once('end', () => resolve(Buffer.concat(chunks)));
  });
}

function drawLine(document: PDFKit.PDFDocument, line: PlacedLine): void {
  const y = PAGE.top + line.y;
  write(document, line, { x: PAGE.left + line.x, y });
  if (line.sealCentre === undefined) return;
  // The seal itself is never drawn: it is put there by whoever keeps it.
  const mark = '（院印）';
  const size = NOTE_SIZE;
  const x = PAGE.left + line.sealCentre - (4 * size) / 2;
  document.fillColor(GREY);
  write(document, { text: mark, face: 'regular', size, spacing: 0 }, { x, y: y + mm(7) });
  document.fillColor(BLACK);
}

function write(
  document: PDFKit.PDFDocument,
  { text, face, size, spacing }: Pick<PlacedLine, 'text' | 'face' | 'size' | 'spacing'>,
  { x, y }: { x: number; y: number },
): void {
  document
    .font(face)
    .fontSize(size)
    .text(text, x, y, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing });
}

function drawFoot(document: PDFKit.PDFDocument, text: string): void {
  document.font('regular').fontSize(FOOT_SIZE).fillColor(BLACK);
  const x = (PAGE.width - document.widthOfString(text)) / 2;
  const y = PAGE.height - PAGE.bottom + FOOT_DISTANCE;
  document.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
}

function drawVerification(
  document: PDFKit.PDFDocument,
  { url, notes }: Paper['verification'],
): void {
  const top = PAGE.height - PAGE.bottom - VERIFICATION_HEIGHT + mm(4);
  drawQr(document, url, { x: PAGE.left, y: top });
  const x = PAGE.left + QR_SIZE + mm(4);
  const first = top + NOTE_SIZE + (QR_SIZE - notes.length * NOTE_LEADING) / 2;
  for (const [i, text] of notes.entries()) {
    const room = TEXT_WIDTH - QR_SIZE - mm(4);
    document.font('regular').fontSize(NOTE_SIZE);
    const size = Math.min(NOTE_SIZE, (NOTE_SIZE * room) / document.widthOfString(text));
    write(
      document,
      { text, face: 'regular', size, spacing: 0 },
      { x, y: first + i * NOTE_LEADING },
    );
  }
}

/** As squares, not as a picture: sharp at any size. */
function drawQr(
  document: PDFKit.PDFDocument,
  url: string,
  { x, y }: { x: number; y: number },
): void {
  const { modules } = encodeQr(url, { errorCorrectionLevel: 'M' });
  const side = QR_SIZE / modules.size;
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue;
      document.rect(x + column * side, y + row * side, side, side);
    }
  }
  document.fill(BLACK);
}
