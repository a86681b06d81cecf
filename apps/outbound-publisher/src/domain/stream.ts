export const CHANNELS = ['webhook', 'feed', 'kafka', 'snapshot'] as const;
/** How a stream's changes reach its subscriber: pushed to it (webhook, Kafka), or fetched by it (feed, snapshot). */
export type Channel = (typeof CHANNELS)[number];

/** Those that can be opened already. */
export const OPENABLE_CHANNELS = ['webhook', 'feed', 'kafka', 'snapshot'] as const;

export const STREAM_STATUSES = ['pending', 'enabled', 'paused', 'disabled'] as const;
/**
 * `pending`: its receiver has not proven yet that it wants what we push. `paused` stops pushes and nothing else: a feed can be read on. `disabled` also closes the feed.
 * Under either, what comes is kept for later: nothing is ever dropped.
 */
export type StreamStatus = (typeof STREAM_STATUSES)[number];

/** What a stream can be set to; `pending` it can only be from its opening. */
export const SETTABLE_STATUSES = ['enabled', 'paused', 'disabled'] as const;
export type SettableStatus = (typeof SETTABLE_STATUSES)[number];

export interface AgreedRates {
  /** By contract. */
  agreedRate: number | null;
  /** By the receiver's answer to the handshake. */
  allowedRate: number | null;
}

/** The stricter of what was agreed and what the receiver allows; null where neither limits it. */
export function rateInForce({ agreedRate, allowedRate }: AgreedRates): number | null {
  if (agreedRate === null || allowedRate === null) return agreedRate ?? allowedRate;
  return Math.min(agreedRate, allowedRate);
}
