import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parkedCommand } from '../src/command/parked-command.js';

const row = {
  id: 'prk_1',
  topic: 't',
  partition: 0,
  offset: 7,
  key: 'lst_1',
  reason: 'INVALID',
  bytes: 'eA==',
  blocks: true,
};

describe('npm run parked', () => {
  let server: Server;
  let calls: string[];
  beforeEach(async () => {
    calls = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        calls.push(`${request.method} ${request.url} ${body} ${request.headers.authorization}`);
        const unknown = request.url?.includes('prk_none');
        response.statusCode = unknown ? 404 : 200;
        const page = { data: [row], next: request.url?.includes('after') ? null : 'prk_1' };
        const answer = request.method === 'GET' ? page : { id: 'prk_1', result: { kind: 'done' } };
        response.end(JSON.stringify(unknown ? { title: 'Not found' } : answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const run = async (...args: string[]): Promise<string[]> => {
    const lines: string[] = [];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const command = parkedCommand({
      print: (line) => lines.push(line),
      settings: { url, token: 't0' },
    });
    await command.parseAsync(args, { from: 'user' });
    return lines;
  };

  it('given two pages, when listed, then there is a line for each message', async () => {
    const line = 'prk_1  t[0]@7  lst_1  INVALID  holds its key back';
    expect(await run('list')).toEqual([line, line]);
    expect(calls).toEqual(['GET /v1/parked  Bearer t0', 'GET /v1/parked?after=prk_1  Bearer t0']);
  });

  it('given an id, when it is re-driven or discarded, or messages are sent again, then the service is asked to', async () => {
    expect(await run('redrive', 'prk_1')).toEqual(['{"id":"prk_1","result":{"kind":"done"}}']);
    await run('discard', 'prk_1', '--reason', 'sent by mistake');
    await run('resend', '--since', '2026-03-02T01:00:00Z');
    expect(calls).toEqual([
      'POST /v1/parked/prk_1/redrive {} Bearer t0',
      'POST /v1/parked/prk_1/discard {"reason":"sent by mistake"} Bearer t0',
      'POST /v1/outbox/resend {"since":"2026-03-02T01:00:00Z"} Bearer t0',
    ]);
  });

  it('given an unknown id, then the command fails with the service’s words', async () => {
    await expect(run('redrive', 'prk_none')).rejects.toThrow('404 Not found');
  });
});
