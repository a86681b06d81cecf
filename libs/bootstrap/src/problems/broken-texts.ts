/** A text that no store can keep and no signature can cover, and the field that it is in. */
interface Place {
  value: unknown;
  path: readonly string[];
}

/**
 * Finds texts with half a character (a surrogate by itself) or a NUL: valid JSON that Postgres refuses,
 * and of which each reader makes something else. Looked for once in all that is sent, since any field
 * that forgets to would let it into events. Not by recursion: what is sent may be nested ever so deep.
 * @returns the path of each.
 */
export function brokenTexts(sent: unknown): string[][] {
  const found: string[][] = [];
  const left: Place[] = [{ value: sent, path: [] }];
  for (let place = left.pop(); place; place = left.pop()) {
    const { value, path } = place;
    if (typeof value === 'string') {
      if (isBroken(value)) found.push([...path]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        if (isBroken(name)) found.push([...path, name]);
        else left.push({ value: each, path: path.length < MOST_NAMES ? [...path, name] : path });
      }
    }
  }
  return found;
}

/** No field lies deeper; without a limit the paths of a hostile body would fill the memory. */
const MOST_NAMES = 8;

function isBroken(text: string): boolean {
  return !text.isWellFormed() || text.includes('\0');
}
