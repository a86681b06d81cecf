/** Longer rows are no rows; what cannot end must not fill the memory. */
export const MAX_LINE_CHARACTERS = 64 * 1024;

export interface Line {
  /** Counts from 1. */
  number: number;
  /** Null when the line is too long to be one. */
  text: string | null;
}

/** Divides text into its lines, some at a time; blank lines are there too, so that numbers fit. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line[], void> {
  let number = 0;
  let rest = '';
  let isTooLong = false;
  const take = (text: string): Line => {
    const line = isTooLong || text.length > MAX_LINE_CHARACTERS ? null : withoutReturn(text);
    isTooLong = false;
    return { number: ++number, text: line };
  };
  for await (const piece of pieces) {
    const texts = (rest + piece).split('\n');
    rest = texts.pop() ?? '';
    if (texts.length > 0) yield texts.map(take);
    if (rest.length > MAX_LINE_CHARACTERS) {
      isTooLong = true;
      rest = '';
    }
  }
  if (rest !== '' || isTooLong) yield [take(rest)];
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
