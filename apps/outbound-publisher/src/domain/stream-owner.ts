/**
 * Which of the living processes pushes a stream: rendezvous hashing, so that each process finds the same
 * answer by itself, shares are even, and a death or birth moves no more streams than it must.
 */
export function ownerOf(streamId: string, processes: readonly string[]): string | null {
  let best: string | null = null;
  let most = -1;
  for (const process of processes) {
    const weight = hash(`${process} ${streamId}`);
    if (weight > most || (weight === most && best !== null && process < best)) {
      best = process;
      most = weight;
    }
  }
  return best;
}

/** FNV-1a with a final mix (MurmurHash3's), 32 bits: spreads ids that differ in few characters. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
