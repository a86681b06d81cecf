import { Logger } from '@nestjs/common';
import { Gauge, register } from 'prom-client';

/** A scrape with several gauges of the same figures asks for them once. */
const FRESH_MS = 1_000;

/** Gauges that are read when they are scraped, and not in between, all from one set of figures. */
export class ScrapedGauges<Figures> {
  private readonly logger = new Logger(ScrapedGauges.name);
  private last?: { at: number; figures: Promise<Figures | null> };

  constructor(private readonly readFigures: () => Promise<Figures>) {}

  add<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    fill: (gauge: Gauge<Label>, figures: Figures) => void,
  ): void {
    // One registry per process: the newest instance answers for it.
    register.removeSingleMetric(name);
    const read = () => this.read();
    new Gauge<Label>({
      name,
      help,
      labelNames: [...labelNames],
      async collect() {
        const figures = await read();
        // A stream that has caught up, or a database that is away, has no figure; an old one would lie.
        this.reset();
        if (figures) fill(this, figures);
      },
    });
  }

  private read(): Promise<Figures | null> {
    const at = performance.now();
    if (!this.last || at - this.last.at > FRESH_MS) {
      // While the database is away, the other metrics are still wanted.
      const figures = this.readFigures().catch((err: unknown) => {
        this.logger.warn({ msg: 'figures for the metrics could not be read', err });
        return null;
      });
      this.last = { at, figures };
    }
    return this.last.figures;
  }
}
