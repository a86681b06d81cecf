import { call } from './http-call.js';
import { subscribe } from './subscribe.js';

/** How a reference subscriber behaves; `pull` reads the feed, the others are pushed to. */
export type Behaviour = 'honest' | 'flaky' | 'lying' | 'pull';

/** A third-party platform that runs somewhere and knows nothing of us yet. */
export interface RunningPlatform {
  name: string;
  behaviour: Behaviour;
  url: string;
  /** It reads the courts' own site as well. */
  independentSource?: boolean;
}

/** A platform that is subscribed; `lookupUrl` is the template that looks use. */
export interface Platform extends RunningPlatform {
  id: string;
  token: string;
  streamId: string;
  lookupUrl: string;
}

/** One attempt as the platform saw it arrive. */
export interface Arrival {
  eventId: string;
  correlationId: string;
  receivedAt: string;
}

/**
 * Subscribes a platform as an operator would: its contract, one stream by its behaviour, and then the
 * platform's own settings, which hold what only it may know (token, signing secret).
 */
export async function registerPlatform(
  platform: RunningPlatform,
  publisherUrl: string,
  operationsToken: string,
): Promise<Platform> {
  const lookupUrl = `${platform.url}/lookup?ref={listingRef}`;
  const { id, token, streamId, signingSecret } = await subscribe(
    {
      name: platform.name,
      lookupUrl,
      independentSource: platform.independentSource ?? false,
      stream:
        platform.behaviour === 'pull'
          ? { channel: 'feed' }
          : { channel: 'webhook', url: `${platform.url}/webhook` },
    },
    publisherUrl,
    operationsToken,
  );
  await call(`${platform.url}/settings`, {
    method: 'PUT',
    body: { publisherUrl, subscriberId: id, streamId, token, signingSecret },
  });
  return { ...platform, id, token, streamId, lookupUrl };
}

/** Every attempt that arrived at the platform, oldest first. */
export async function arrivalsAt(platform: RunningPlatform): Promise<Arrival[]> {
  const { data } = await call<{ data: Arrival[] }>(`${platform.url}/deliveries`);
  return data;
}
