import { mintToken, type Clock } from '#bootstrap';
import type { SigningKey } from '#signing';

const MINUTE = 60 * 1000;
const LIFE_MINUTES = 5;
/** A token is left alone before it could expire on its way. */
const RENEW_AFTER = (LIFE_MINUTES - 2) * MINUTE;

/** This service's own short-lived bearer token, minted when needed. */
export class ServiceToken {
  private minted: { token: string; at: number } | null = null;

  constructor(
    private readonly key: SigningKey,
    private readonly clock: Clock,
  ) {}

  async current(): Promise<string> {
    const now = this.clock.now().getTime();
    if (!this.minted || now < this.minted.at || now - this.minted.at > RENEW_AFTER) {
      const actor = { sub: 'repair-decision', role: 'service' } as const;
      this.minted = { token: await mintToken(this.key, actor, `${LIFE_MINUTES}m`), at: now };
    }
    return this.minted.token;
  }
}
