import type { Exchange } from './exchange.js';

/** How late an exchange may be found to have run out of time. */
const SWEEP_MS = 100;

/**
 * The exchanges that are under way. One coarse timer finds those whose time is over (name, connection,
 * headers and a dripping body together), and one listener per signal ends those that are to stop.
 */
export class InFlight {
  private readonly exchanges = new Set<Exchange>();
  private readonly heard = new WeakSet<AbortSignal>();
  private sweeping: NodeJS.Timeout | undefined;

  get size(): number {
    return this.exchanges.size;
  }

  add(exchange: Exchange): void {
    this.exchanges.add(exchange);
    this.sweeping ??= setInterval(() => this.sweep(), SWEEP_MS);
    if (exchange.stopping) this.listenTo(exchange.stopping);
  }

  remove(exchange: Exchange): void {
    this.exchanges.delete(exchange);
  }

  /** Ends all of them; nothing is timed afterwards until more is added. */
  stop(): void {
    for (const exchange of this.exchanges) exchange.giveUp('interrupted');
    this.rest();
  }

  private sweep(): void {
    // The timer outlives short pauses between exchanges, so that it is not made anew for each of them.
    if (this.exchanges.size === 0) return this.rest();
    const now = performance.now();
    for (const exchange of this.exchanges) {
      if (exchange.bounds.deadline <= now) exchange.giveUp('timeout');
    }
  }

  private rest(): void {
    clearInterval(this.sweeping);
    this.sweeping = undefined;
  }

  private listenTo(signal: AbortSignal): void {
    if (this.heard.has(signal)) return;
    this.heard.add(signal);
    signal.addEventListener(
      'abort',
      () => {
        for (const exchange of this.exchanges) {
          if (exchange.stopping === signal) exchange.giveUp('interrupted');
        }
      },
      { once: true },
    );
  }
}
