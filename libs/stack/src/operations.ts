import { call } from './http-call.js';
import type { Obligation, Page } from './wire.js';

/** What operations do at the publisher: look at where every change stands. */
export class Operations {
  constructor(
    private readonly publisherUrl: string,
    private readonly token: string,
  ) {}

  /** All obligations, or those that `filter` names, page after page. */
  async obligations(filter: { listing?: string; state?: string } = {}): Promise<Obligation[]> {
    const found: Obligation[] = [];
    let after: string | null = null;
    do {
      const query = new URLSearchParams({ ...filter, ...(after === null ? {} : { after }) });
      const page: Page<Obligation> = await call(
        `${this.publisherUrl}/v1/obligations?${query.toString()}`,
        {
          token: this.token,
        },
      );
      found.push(...page.data);
      after = page.next;
    } while (after !== null);
    return found;
  }

  /** Looks at one obligation now, whatever its calendar says. */
  async look(obligationId: string): Promise<void> {
    await call(`${this.publisherUrl}/v1/obligations/${obligationId}/look`, {
      method: 'POST',
      token: this.token,
      body: {},
    });
  }
}
