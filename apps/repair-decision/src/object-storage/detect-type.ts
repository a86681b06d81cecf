import { fileTypeFromFile } from 'file-type';
import { openPromise } from 'yauzl';

const ZIP = 'application/zip';
/** Every OFD package has it at its root (GB/T 33190 §7). */
const OFD_ROOT = 'OFD.xml';

/** @returns the media type that a file's own bytes show; null where they show none that is known. */
export async function detectType(path: string): Promise<string | null> {
  const found = await fileTypeFromFile(path);
  if (found?.mime === ZIP && (await isOfd(path))) return 'application/ofd';
  return found?.mime ?? null;
}

/** Reads the list of what a package holds, and unpacks nothing. */
async function isOfd(path: string): Promise<boolean> {
  try {
    const zip = await openPromise(path, { lazyEntries: true });
    for await (const { fileName } of zip.eachEntry()) {
      if (fileName === OFD_ROOT) return true;
    }
  } catch {
    // A package that can't be read is none.
  }
  return false;
}
