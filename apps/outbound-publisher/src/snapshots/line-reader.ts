const NEWLINE = 0x0a;

/**
 * The lines of a stream, one at a time, each with its end. It waits for the stream only when a piece is
 * used up, because a wait for each of a million lines would take longer than all the rest.
 */
export class LineReader {
  /** Undefined before the first `fill` and after the last line. */
  current: Buffer | undefined;
  private lines: Buffer[] = [];
  private next = 0;
  private rest: Buffer = Buffer.alloc(0);
  private readonly pieces: AsyncIterator<Buffer>;

  constructor(stream: AsyncIterable<Buffer>) {
    this.pieces = stream[Symbol.asyncIterator]();
  }

  /** Steps to the next line. @returns false when more has to be read first, by `fill`. */
  advance(): boolean {
    this.current = this.lines[this.next];
    this.next += 1;
    return this.current !== undefined;
  }

  /** Reads on to the next line. @returns false at the end. */
  async fill(): Promise<boolean> {
    while (!this.advance()) {
      const piece = await this.pieces.next();
      if (piece.done) return this.atEnd();
      this.split(piece.value);
    }
    return true;
  }

  /** Lines are parts of the piece; only one that lies across two pieces is copied. */
  private split(piece: Buffer): void {
    this.lines = [];
    this.next = 0;
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      const line = piece.subarray(start, end + 1);
      this.lines.push(
        start === 0 && this.rest.length > 0 ? Buffer.concat([this.rest, line]) : line,
      );
      start = end + 1;
    }
    const rest = piece.subarray(start);
    this.rest = start === 0 && this.rest.length > 0 ? Buffer.concat([this.rest, rest]) : rest;
  }

  private atEnd(): false {
    if (this.rest.length > 0) throw new Error('The last line has no end: something is missing.');
    return false;
  }
}
