const ENDINGS = Symbol.for('yichu.test.endings');
type Endings = (() => Promise<void>)[];

/** Runs after the test file's own `afterAll`, in reverse order: see jest/environment.mjs. */
export function atEndOfFile(end: () => Promise<void>): void {
  const holder = globalThis as { [ENDINGS]?: Endings };
  holder[ENDINGS] ??= [];
  holder[ENDINGS].push(end);
}
