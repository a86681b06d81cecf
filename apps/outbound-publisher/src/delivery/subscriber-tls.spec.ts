import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Server as AnyServer } from 'node:net';
import { TestAuthority, type Certified } from '../../test/certificates.js';
import { PublisherSettings, type PublisherConfig } from '../config.js';
import { AddressGuard } from './address-guard.js';
import { RequestFailed, SubscriberHttp } from './subscriber-http.js';

const settings = new PublisherSettings({
  privateNetworks: ['127.0.0.0/8'],
  secretsKey: Buffer.alloc(32),
  publicUrl: '',
} as unknown as PublisherConfig);
const authority = new TestAuthority();

describe('certificates of subscribers', () => {
  const http = new SubscriberHttp(new AddressGuard(settings));
  http.authorities = [authority.certificate];
  const servers: AnyServer[] = [];

  afterAll(async () => {
    await http.beforeApplicationShutdown();
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  });

  async function listening<S extends AnyServer>(server: S): Promise<S> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  }
  const portOf = (server: AnyServer): number => (server.address() as AddressInfo).port;
  const serverWith = (certified: Certified): Promise<Server> =>
    listening(createServer(certified, (_, response) => response.end()));
  const reach = (url: string): Promise<unknown> =>
    http.send({ method: 'POST', url, headers: {}, timeoutMs: 5_000, maxBytes: 10 }).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof RequestFailed ? [error.reason, error.message] : error),
    );
  const over = (server: AnyServer): Promise<unknown> =>
    reach(`https://127.0.0.1:${portOf(server)}/`);

  it('given one that holds, then the request is made', async () => {
    expect(await over(await serverWith(authority.issue()))).toBe(200);
  });

  it.each([
    ['an unknown authority', () => new TestAuthority().issue(), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [
      'one that has expired',
      () => authority.issue({ notAfter: new Date(Date.now() - 1000) }),
      'CERT_HAS_EXPIRED',
    ],
    [
      "somebody else's",
      () => authority.issue({ host: 'elsewhere.example' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
  ])(
    'given %s, then nothing is sent, and the detail says no word of it',
    async (_, issue, code) => {
      expect(await over(await serverWith(issue()))).toEqual(['tls', code]);
    },
  );

  it('given one that signs for itself, then nothing is sent', async () => {
    expect(await over(await serverWith(new TestAuthority().ownServer()))).toEqual([
      'tls',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ]);
  });

  it('given one that changed between two requests, then it is looked at again', async () => {
    const server = await serverWith(authority.issue());
    expect(await over(server)).toBe(200);
    server.setSecureContext(new TestAuthority().issue());
    server.closeAllConnections();
    expect(await over(server)).toEqual(['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
    server.setSecureContext(authority.issue());
    expect(await over(server)).toBe(200);
  });

  it('given a server that speaks no TLS, then we do not either fall back to plain', async () => {
    let asked = 0;
    const server = await listening(
      createPlain((_, response) => response.end(String((asked += 1)))),
    );
    expect(await over(server)).toEqual(['tls', expect.any(String)]);
    expect(asked).toBe(0);
  });
});
