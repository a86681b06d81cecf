import { Readable } from 'node:stream';
import { request } from 'undici';
import type { ImportResponse } from '../src/api/import.responses.js';
import { COURT } from './listing-bodies.js';
import type { RegistryUnderTest } from './registry-under-test.js';

export interface Upload {
  query?: Record<string, string>;
  type?: string;
  headers?: Record<string, string>;
  court?: string;
  role?: 'officer' | 'judge';
}

export interface Uploaded {
  status: number;
  body: ImportResponse & { errors?: { field: string; rule: string; message: string }[] };
}

/** A court that sends its exports. */
export class Importer {
  constructor(private readonly registry: RegistryUnderTest) {}

  async send(
    file: string | Buffer | AsyncIterable<string>,
    upload: Upload = {},
  ): Promise<Uploaded> {
    const { query = {}, type = 'application/x-ndjson', court = COURT, role = 'officer' } = upload;
    const parameters = new URLSearchParams({ mode: 'baseline', ...query });
    const answer = await request(`${this.registry.url}/v1/imports?${parameters.toString()}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.registry.as(role, court)}`,
        'content-type': type,
        'accept-language': 'en',
        ...upload.headers,
      },
      body: typeof file === 'string' || Buffer.isBuffer(file) ? file : Readable.from(file),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Uploaded['body'] };
  }

  /** What became of each row. */
  async report(id: string, query: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
    const parameters = new URLSearchParams(query);
    const answer = await request(
      `${this.registry.url}/v1/imports/${id}/rows?${parameters.toString()}`,
      {
        headers: {
          authorization: `Bearer ${await this.registry.as('officer', COURT)}`,
          'accept-language': 'en',
        },
      },
    );
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
    ]);
    const text = await answer.body.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async newest(): Promise<ImportResponse> {
    const { body } = await this.registry.get('/v1/imports?limit=1');
    return (body.data as ImportResponse[])[0]!;
  }
}
