import { request } from 'undici';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT';
  token?: string | undefined;
  body?: unknown;
}

/** A call that had no answer, or none that was 2xx; names the call and, where there is one, the problem. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';

  constructor(
    readonly url: string,
    what: string,
    cause?: unknown,
  ) {
    super(what, { cause });
  }
}

/** One JSON call over HTTP. Throws `CallFailed` on anything but a 2xx. */
export async function call<Answer>(url: string, options: Call = {}): Promise<Answer> {
  const { method = 'GET', token, body } = options;
  const { statusCode, text } = await send(url, method, token, body);
  if (statusCode < 200 || statusCode > 299) {
    throw new CallFailed(url, `${method} ${url} answered ${statusCode}: ${text.slice(0, 500)}`);
  }
  // An empty answer has nothing to read; such calls are typed as `call<undefined>`.
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

async function send(
  url: string,
  method: 'GET' | 'POST' | 'PUT',
  token: string | undefined,
  body: unknown,
): Promise<{ statusCode: number; text: string }> {
  try {
    const { statusCode, body: answer } = await request(url, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { statusCode, text: await answer.text() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CallFailed(url, `${method} ${url} had no answer: ${why}`, error);
  }
}
