import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that this code runs in, from source as well as from dist. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The checkout of Yichu was not found above this file.');
    folder = parent;
  }
  return folder;
}
