const DIGEST = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/;

/**
 * The place of an object in a folder or bucket, such as `sha256/ab/cdef…`: two levels, so that no
 * folder grows without end.
 * @throws when it is no digest: a path must never be made of anything else.
 */
export function objectName(digest: string): string {
  const parts = DIGEST.exec(digest);
  if (!parts) throw new Error('an object is named by its sha256 digest only');
  return `sha256/${parts[1]}/${parts[2]}`;
}
