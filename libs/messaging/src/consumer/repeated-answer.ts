/** Longer than a broker that comes back needs to know its newest messages again. */
const REPEATED_FOR_MS = 5_000;

/**
 * Believes what a broker says only once it has said so for a while. One that has just come back may
 * report an end before messages that it has already given out.
 */
export class RepeatedAnswer {
  private readonly heard = new Map<string, { first: number; last: number }>();

  /** @returns whether the answer has been repeated long enough, with no long silence in between. */
  isBelieved(question: string, now: number): boolean {
    const { first, last } = this.heard.get(question) ?? { first: now, last: now };
    const since = now - last > REPEATED_FOR_MS ? now : first;
    this.heard.set(question, { first: since, last: now });
    return now - since >= REPEATED_FOR_MS;
  }

  /** Another answer was given. */
  forget(question: string): void {
    this.heard.delete(question);
  }
}
