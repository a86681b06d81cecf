import { call } from './http-call.js';

/** Who subscribes, to what, and by which channel. */
export interface NewSubscriber {
  name: string;
  /** The template that looks use. */
  lookupUrl: string;
  stream: NewStream;
  /** Courts whose listings it is told of; all of them if left out. */
  courts?: readonly string[];
  /** It reads the courts' own site as well. */
  independentSource?: boolean;
  /** It is sent the newest state only. */
  stateTransfer?: boolean;
}

export type NewStream = { channel: 'webhook'; url: string } | { channel: 'feed' };

export interface Subscribed {
  id: string;
  /** The subscriber's own bearer token. */
  token: string;
  streamId: string;
  /** A webhook's alone. */
  signingSecret: string | null;
}

/** Subscribes a platform as an operator would: its contract, then one stream. */
export async function subscribe(
  subscriber: NewSubscriber,
  publisherUrl: string,
  operationsToken: string,
): Promise<Subscribed> {
  const post = <Answer>(path: string, body: object): Promise<Answer> =>
    call(`${publisherUrl}${path}`, { method: 'POST', token: operationsToken, body });
  const { name, lookupUrl, courts, stream } = subscriber;
  const { independentSource = false, stateTransfer = false } = subscriber;
  const { id, token } = await post<{ id: string; token: string }>('/v1/subscribers', {
    name,
    type: 'COMMERCIAL_CREDIT_PLATFORM',
    contract: {
      scope: courts === undefined ? {} : { courts },
      lookup: { urlTemplate: lookupUrl },
      probe: { consent: true, settleSeconds: 1 },
      deadline: { workingDays: 3 },
      independentSource,
      stateTransfer,
    },
  });
  const opened = await post<{ id: string; signingSecret?: string | null }>(
    `/v1/subscribers/${id}/streams`,
    stream,
  );
  return { id, token, streamId: opened.id, signingSecret: opened.signingSecret ?? null };
}
