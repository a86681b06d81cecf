/** What a character or a text takes, in points at the size in question. */
export type Measure = (text: string) => number;

export interface Line {
  text: string;
  /** Without the blank half of a closing mark at the end, which may stand beyond the margin. */
  width: number;
}

/** 行首禁则: what never begins a line. */
const NOT_FIRST = /^[，。、；：？！）】》〉」』”’〕…—～·％‰,.;:?!)\]}%]$/u;
/** 行尾禁则: what never ends one. */
const NOT_LAST = /^[（【《〈「『“‘〔([{]$/u;
/** Its right half is blank, so it may hang over the margin by half its width. */
const HALF_BLANK = /[，。、；：）】》〉」』”’〕]$/u;
/** Latin words, numbers (386,000) and codes stay whole where a line can hold them. */
const ATOMS = /(?:[\p{Script=Latin}\p{Nd}*&@#'’_/.+]|(?<=\d)[,:](?=\d))+-?|./gsu;
const BLANKS_AT_END = / +$/;

/**
 * Breaks a text into lines of at most `width`, the first of which may be shorter by `indent`. No line
 * begins with a closing mark or ends with an opening one (GB/T 15834 §5.1).
 */
export function breakLines(
  text: string,
  { width, indent = 0, measure }: { width: number; indent?: number; measure: Measure },
): Line[] {
  const lines: Line[] = [];
  let line = { text: '', width: 0 };
  let room = width - indent;
  const end = () => {
    const shown = line.text.replace(BLANKS_AT_END, '');
    // Letters side by side may take more or less than each by itself, so the whole is measured.
    lines.push({ text: shown, width: measure(shown) - blankAtEnd(shown, measure) });
    line = { text: '', width: 0 };
    room = width;
  };
  for (const cluster of clustersOf(text, { width, measure })) {
    const shown = cluster.replace(BLANKS_AT_END, '');
    const needed = line.width + measure(shown) - blankAtEnd(shown, measure);
    if (line.text !== '' && needed > room) end();
    if (line.text === '' && shown === '') continue;
    line = { text: line.text + cluster, width: line.width + measure(cluster) };
  }
  if (line.text !== '' || lines.length === 0) end();
  return lines;
}

function blankAtEnd(text: string, measure: Measure): number {
  const hanging = HALF_BLANK.exec(text)?.[0];
  return hanging ? measure(hanging) / 2 : 0;
}

/** The smallest parts that a line may be put together from. */
function clustersOf(text: string, limits: { width: number; measure: Measure }): string[] {
  const clusters: string[] = [];
  let opening = false;
  for (const atom of atomsOf(text, limits)) {
    const joins = clusters.length > 0 && (opening || NOT_FIRST.test(atom));
    if (joins) clusters.push((clusters.pop() ?? '') + atom);
    else clusters.push(atom);
    opening = NOT_LAST.test(atom);
  }
  return clusters;
}

/** A word that no line can hold is taken apart. */
function atomsOf(text: string, { width, measure }: { width: number; measure: Measure }): string[] {
  return (text.match(ATOMS) ?? []).flatMap((atom) => (measure(atom) > width ? [...atom] : [atom]));
}
