export interface AllowanceSize {
  /** What comes back per second. */
  perSecond: number;
  /** What there is at most, for a burst after a pause. */
  burst: number;
}

/** What one caller may ask of us: a store that fills by itself, and that each request takes from. */
export class Allowance {
  private left: number;
  private filledAt: number;

  constructor(
    private readonly size: AllowanceSize,
    nowMs: number,
  ) {
    this.left = size.burst;
    this.filledAt = nowMs;
  }

  /**
   * Takes `cost` if it is there; a cost above the burst takes all of it.
   * @returns 0, or in how many milliseconds it will be there. A refusal costs nothing.
   */
  take(cost: number, nowMs: number): number {
    const { perSecond, burst } = this.size;
    const elapsed = Math.max(0, nowMs - this.filledAt);
    this.left = Math.min(burst, this.left + (elapsed * perSecond) / 1000);
    this.filledAt = nowMs;
    const wanted = Math.min(cost, burst);
    if (wanted <= this.left) {
      this.left -= wanted;
      return 0;
    }
    return Math.ceil(((wanted - this.left) * 1000) / perSecond);
  }
}
