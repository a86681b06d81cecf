import { call } from './http-call.js';

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
  const post = <Answer>(path: string, body: object): Promise<Answer> =>
    call(`${publisherUrl}${path}`, { method: 'POST', token: operationsToken, body });
  const lookupUrl = `${platform.url}/lookup?ref={listingRef}`;
  const { id, token } = await post<{ id: string; token: string }>('/v1/subscribers', {
    name: platform.name,
    type: 'COMMERCIAL_CREDIT_PLATFORM',
    contract: {
      scope: {},
      lookup: { urlTemplate: lookupUrl },
      probe: { consent: true, settleSeconds: 1 },
      deadline: { workingDays: 3 },
      independentSource: platform.independentSource ?? false,
    },
  });
  const stream = await post<{ id: string; signingSecret?: string }>(
    `/v1/subscribers/${id}/streams`,
    platform.behaviour === 'pull'
      ? { channel: 'feed' }
      : { channel: 'webhook', url: `${platform.url}/webhook` },
  );
  await call(`${platform.url}/settings`, {
    method: 'PUT',
    body: {
      publisherUrl,
      subscriberId: id,
      streamId: stream.id,
      token,
      signingSecret: stream.signingSecret ?? null,
    },
  });
  return { ...platform, id, token, streamId: stream.id, lookupUrl };
}

/** Every attempt that arrived at the platform, oldest first. */
export async function arrivalsAt(platform: RunningPlatform): Promise<Arrival[]> {
  const { data } = await call<{ data: Arrival[] }>(`${platform.url}/deliveries`);
  return data;
}
