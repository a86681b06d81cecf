const MOST_MESSAGES = 200;
const FIRST_SIZE = 32;
/** One alone teaches nothing: its time may all have been waiting, and it would stay alone for ever. */
const LEAST_MESSAGES = 4;
/** Long enough that a transaction's own cost is little, short enough that its effects begin soon. */
const TRANSACTION_MS = 250;

/**
 * How many messages to take together: as many as one short transaction can. What a message costs only
 * its handler knows (one with a thousand subscribers writes a thousand rows), so it is measured.
 */
export class RunSize {
  private size = FIRST_SIZE;

  get most(): number {
    return this.size;
  }

  /** Notes how long a run took; grows step by step, and falls at once. */
  note(messages: number, milliseconds: number): void {
    const fitting = Math.floor((messages * TRANSACTION_MS) / Math.max(milliseconds, 1));
    const bound = Math.max(this.size, 2 * messages);
    this.size = Math.min(Math.max(fitting, LEAST_MESSAGES), bound, MOST_MESSAGES);
  }
}
