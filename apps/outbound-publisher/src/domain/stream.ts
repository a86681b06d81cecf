export const CHANNELS = ['webhook', 'feed'] as const;
/** How a stream's changes reach its subscriber: pushed to it, or read by it. */
export type Channel = (typeof CHANNELS)[number];

export const STREAM_STATUSES = ['enabled', 'paused', 'disabled'] as const;
/**
 * `paused` stops pushes and nothing else: a feed can be read on. `disabled` also closes the feed.
 * Under either, what comes is kept for later: nothing is ever dropped.
 */
export type StreamStatus = (typeof STREAM_STATUSES)[number];
