import { COURT, type Platform, type Stack } from '#stack';

/** What an outside script needs to go on from a demo that stays up. Its shape is relied upon. */
export function readyLine(stack: Stack, platforms: readonly Platform[], pid: number): object {
  const { urls, tokens, topics, databases, infrastructure } = stack;
  return {
    ready: true,
    pid,
    pids: stack.pids(),
    court: COURT,
    urls,
    subscribers: platforms.map(({ id, url, lookupUrl, token, streamId, behaviour }) => ({
      id,
      url,
      lookupUrl,
      token,
      streamId,
      behaviour,
    })),
    tokens,
    kafka: { brokers: infrastructure.kafka.brokers.join(','), topics },
    databases,
  };
}
