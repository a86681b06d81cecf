/** What is going to be sent, to how many: per event the listing's number and its version. */
export interface Plan {
  subscribers: number;
  events: { id: string; listing: number; version: number }[];
}

export interface Figures {
  /** Different (subscriber, event) pairs that arrived. */
  distinct: number;
  duplicates: number;
  /** A version that first arrived after a newer one of its listing had, at the same subscriber. */
  outOfOrder: number;
  latencyMs: { p50: number | null; p99: number | null };
  /** From the first arrival to the last. */
  seconds: number;
}

const UNSENT = 0;

/** Counts arrivals as the receivers see them: once each, and no version after a newer one. */
export class Tally {
  private readonly index = new Map<string, number>();
  private readonly seen: Uint8Array;
  private readonly newest: Uint8Array;
  private readonly waited: Float64Array;
  private readonly sentAt: Float64Array;
  private readonly listings: number;
  private arrivals = 0;
  private firstAt = 0;
  private lastAt = 0;
  private duplicates = 0;
  private outOfOrder = 0;

  constructor(private readonly plan: Plan) {
    const { subscribers, events } = plan;
    events.forEach(({ id }, i) => this.index.set(id, i));
    this.listings = events.reduce((most, { listing }) => Math.max(most, listing + 1), 0);
    this.seen = new Uint8Array(subscribers * events.length);
    this.newest = new Uint8Array(subscribers * this.listings);
    this.waited = new Float64Array(subscribers * events.length);
    this.sentAt = new Float64Array(events.length);
  }

  get distinct(): number {
    return this.arrivals;
  }

  /** The events from `from` to before `to` are being sent now. */
  sent(from: number, to: number): void {
    this.sentAt.fill(performance.now(), from, to);
  }

  arrived(subscriber: number, eventId: string): void {
    const event = this.index.get(eventId);
    const planned = event === undefined ? undefined : this.plan.events[event];
    if (event === undefined || !planned) return;
    const pair = subscriber * this.plan.events.length + event;
    if (this.seen[pair]) {
      this.duplicates++;
      return;
    }
    this.seen[pair] = 1;
    const sentAt = this.sentAt[event] ?? UNSENT;
    this.lastAt = performance.now();
    this.firstAt ||= this.lastAt;
    this.waited[this.arrivals++] = this.lastAt - sentAt;
    const pairOfListing = subscriber * this.listings + planned.listing;
    if (planned.version < (this.newest[pairOfListing] ?? 0)) this.outOfOrder++;
    else this.newest[pairOfListing] = planned.version;
  }

  figures(): Figures {
    const { arrivals: distinct, duplicates, outOfOrder } = this;
    const sorted = this.waited.slice(0, distinct).sort();
    const rank = (share: number): number | null => {
      const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      return value === undefined ? null : Number(value.toFixed(1));
    };
    return {
      ...{ distinct, duplicates, outOfOrder },
      latencyMs: { p50: rank(0.5), p99: rank(0.99) },
      seconds: (this.lastAt - this.firstAt) / 1000,
    };
  }
}
