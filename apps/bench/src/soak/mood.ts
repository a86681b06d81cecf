/** How a receiver behaves for a while. */
export type Mood =
  | { kind: 'well' }
  /** Nobody listens. */
  | { kind: 'down' }
  | { kind: 'slow'; ms: number }
  /** A share of the answers is one of these. */
  | { kind: 'flaky'; share: number; statuses: readonly number[] }
  /** Takes the request and never answers. */
  | { kind: 'hanging' }
  /** Cuts a share of the connections instead of answering. */
  | { kind: 'resetting'; share: number }
  /** Will not take a share of the changes, whatever is done. */
  | { kind: 'refusing'; share: number };

export interface Act {
  /** Null: no answer. */
  status: number | null;
  afterMs: number;
  retryAfter: string | null;
  cut: boolean;
}

const REFUSALS = [400, 422];

/** What it does with one push. */
export function actOf(mood: Mood, random: () => number): Act {
  const well: Act = { status: 200, afterMs: 0, retryAfter: null, cut: false };
  switch (mood.kind) {
    case 'well':
      return well;
    case 'down':
      return { ...well, status: null, cut: true };
    case 'slow':
      return { ...well, afterMs: mood.ms * (0.5 + random()) };
    case 'flaky': {
      if (random() >= mood.share) return well;
      const status = oneOf(mood.statuses, random);
      return { ...well, status, retryAfter: status === 429 || status === 503 ? '1' : null };
    }
    case 'hanging':
      return { ...well, status: null };
    case 'resetting':
      return random() < mood.share
        ? { ...well, status: null, afterMs: 50 * random(), cut: true }
        : well;
    case 'refusing':
      return random() < mood.share ? { ...well, status: oneOf(REFUSALS, random) } : well;
  }
}

function oneOf(statuses: readonly number[], random: () => number): number {
  return statuses[Math.floor(random() * statuses.length)] ?? 500;
}
