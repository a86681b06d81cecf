export const BEHAVIOURS = ['honest', 'flaky', 'lying', 'down', 'slow', 'pull'] as const;

/**
 * How the platform treats what it is told. A real one is honest, and copies nothing of this file:
 * - `flaky` fails every event once, then takes it;
 * - `lying` answers 200, claims `applied`, and keeps showing what it should have removed;
 * - `down` takes nothing and answers no look-up until it is changed back;
 * - `slow` takes everything, late;
 * - `pull` is an honest one that has no webhook and reads its feed.
 */
export type Behaviour = (typeof BEHAVIOURS)[number];

export function isBehaviour(value: unknown): value is Behaviour {
  return BEHAVIOURS.some((each) => each === value);
}
