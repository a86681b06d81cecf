import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Operations } from './operations.js';

describe('operations', () => {
  let server: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const isFirst = !request.url?.includes('after=');
      response.end(
        JSON.stringify(
          isFirst
            ? { data: [{ id: 'obl_A' }], next: 'p2' }
            : { data: [{ id: 'obl_B' }], next: null },
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('given more than one page, then each is asked for with `next` as `after`', async () => {
    const { port } = server.address() as AddressInfo;
    const operations = new Operations(`http://127.0.0.1:${port}`, 'token');
    const found = await operations.obligations({ state: 'expected' });
    expect(found.map(({ id }) => id)).toEqual(['obl_A', 'obl_B']);
    expect(asked).toEqual([
      '/v1/obligations?state=expected',
      '/v1/obligations?state=expected&after=p2',
    ]);
  });
});
