import { Readable } from 'node:stream';
import { request } from 'undici';
import type { ObjectLiteral } from 'typeorm';
import type { DecisionUnderTest } from './decision-under-test.js';

export interface UploadOptions {
  kind?: string;
  name?: string;
  type?: string;
  sha256?: string;
  token?: string;
  headers?: Record<string, string>;
}

/** Hands in a file as a client would, and gives the answer. */
export async function upload(
  decision: DecisionUnderTest,
  applicationId: string,
  body: Buffer | AsyncIterable<Uint8Array>,
  {
    kind = 'PERFORMANCE_PROOF',
    name = '凭证.pdf',
    type = 'application/pdf',
    ...more
  }: UploadOptions = {},
): Promise<{ status: number; body: ObjectLiteral }> {
  const query = new URLSearchParams({ kind, ...(more.sha256 && { sha256: more.sha256 }) });
  const answer = await request(
    `${decision.url}/v1/applications/${applicationId}/materials?${query.toString()}`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${more.token ?? (await decision.officer())}`,
        'accept-language': 'en',
        'content-type': type,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        ...more.headers,
      },
      body: Buffer.isBuffer(body) ? body : Readable.from(body),
    },
  );
  return { status: answer.statusCode, body: (await answer.body.json()) as ObjectLiteral };
}
