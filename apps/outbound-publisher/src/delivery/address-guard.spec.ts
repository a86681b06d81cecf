import type { LookupAddress } from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';
import { PublisherSettings, type PublisherConfig } from '../config.js';
import { AddressGuard, AddressRefused } from './address-guard.js';
import { SubscriberHttp } from './subscriber-http.js';

const settings = (privateNetworks: string[]): PublisherSettings =>
  new PublisherSettings({
    privateNetworks,
    secretsKey: Buffer.alloc(32),
    publicUrl: '',
  } as unknown as PublisherConfig);

/** Names resolve to what the test says, and may say something else the next time. */
class GuardWithNames extends AddressGuard {
  constructor(
    private readonly answers: string[][],
    privateNetworks: string[] = [],
  ) {
    super(settings(privateNetworks));
  }
  protected override readonly resolveName: AddressGuard['resolveName'] = (
    _name,
    _options,
    done,
  ) => {
    const addresses = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    done(
      null,
      (addresses ?? []).map((address): LookupAddress => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    );
  };
}

const connect = (guard: AddressGuard, all = true): Promise<unknown> =>
  new Promise((resolve, reject) => {
    guard.lookup('platform.example', { all }, (error, address) =>
      error ? reject(error) : resolve(address),
    );
  });

describe('address guard', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['loopback, elsewhere', 'http://127.8.9.1/'],
    ['loopback, decimal', 'http://2130706433/'],
    ['loopback, octal', 'http://0177.0.0.1/'],
    ['loopback, hexadecimal', 'http://0x7f.0x0.0x0.0x1/'],
    ['loopback, short', 'http://127.1/'],
    ['loopback, full-width digits', 'http://１２７.０.０.１/'],
    ['loopback, trailing dot', 'http://127.0.0.1./'],
    ['loopback, one hexadecimal number', 'http://0x7f000001/'],
    ['loopback, one octal number', 'http://017700000001/'],
    ['loopback, circled digits', 'http://①②⑦.0.0.1/'],
    ['loopback, trailing dot and port', 'http://127.0.0.1.:8080/'],
    ['loopback, IPv6', 'http://[::1]/'],
    ['loopback, IPv6 in full', 'http://[0:0:0:0:0:0:0:1]/'],
    ['unspecified', 'http://0.0.0.0/'],
    ['unspecified, short', 'http://0/'],
    ['unspecified, IPv6', 'http://[::]/'],
    ['this network', 'http://0.1.2.3/'],
    ['private 10/8', 'http://10.0.0.1/'],
    ['private 172.16/12', 'http://172.16.5.4/'],
    ['private 192.168/16', 'http://192.168.1.1/'],
    ['link-local, the metadata address', 'http://169.254.169.254/latest/meta-data'],
    ['the metadata address, decimal', 'http://2852039166/'],
    ['the metadata address, mapped', 'http://[::ffff:169.254.169.254]/'],
    ['the metadata address, compatible', 'http://[::a9fe:a9fe]/'],
    ['the metadata address, NAT64', 'http://[64:ff9b::a9fe:a9fe]/'],
    ['private, written with backslashes', 'http:\\\\10.0.0.1\\'],
    ['metadata of another cloud', 'http://100.100.100.200/'],
    ['the host of a cloud’s machines, a public number', 'http://168.63.129.16/metadata'],
    ['the same, decimal', 'http://2822734096/'],
    ['carrier-grade NAT', 'http://100.64.0.1/'],
    ['6to4 relays', 'http://192.88.99.1/'],
    ['AS112', 'http://192.31.196.1/'],
    ['documentation, the second', 'http://198.51.100.1/'],
    ['documentation, the third', 'http://203.0.113.1/'],
    ['multicast', 'http://224.0.0.1/'],
    ['broadcast', 'http://255.255.255.255/'],
    ['reserved', 'http://240.0.0.1/'],
    ['documentation', 'http://192.0.2.1/'],
    ['benchmarking', 'http://198.18.0.1/'],
    ['protocol assignments', 'http://192.0.0.8/'],
    ['IPv4-mapped', 'http://[::ffff:127.0.0.1]/'],
    ['IPv4-mapped, public', 'http://[::ffff:8.8.8.8]/'],
    ['IPv4-compatible', 'http://[::7f00:1]/'],
    ['IPv4-translated', 'http://[::ffff:0:7f00:1]/'],
    ['NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['NAT64, local', 'http://[64:ff9b:1::7f00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['6to4 of a private address', 'http://[2002:a00:1::]/'],
    ['6to4 of the metadata address', 'http://[2002:a9fe:a9fe::]/'],
    ['Teredo', 'http://[2001:0:7f00:1::]/'],
    ['unique local', 'http://[fd00::1]/'],
    ['unique local, metadata', 'http://[fd00:ec2::254]/'],
    ['link-local, IPv6', 'http://[fe80::1]/'],
    ['site-local', 'http://[fec0::1]/'],
    ['multicast, IPv6', 'http://[ff02::1]/'],
    ['documentation, IPv6', 'http://[2001:db8::1]/'],
    ['documentation, IPv6, the second', 'http://[3fff::1]/'],
    ['discard only', 'http://[100::1]/'],
    ['segment routing', 'http://[5f00::1]/'],
    ['another protocol', 'ftp://93.184.216.34/'],
    ['a file', 'file:///etc/passwd'],
    ['scripts', 'javascript:alert(1)'],
    ['another protocol for secrets', 'gopher://93.184.216.34/'],
    ['credentials', 'http://user:secret@93.184.216.34/'],
    ['a private address dressed as a user', 'http://10.0.0.1%2f@93.184.216.34/'],
  ])('refuses %s: %s', async (_, address) => {
    const guard = new AddressGuard(settings([]));
    expect(await guard.refuses(address)).toBe(true);
    expect(() => guard.checkUrl(new URL(address))).toThrow(AddressRefused);
  });

  it('refuses an address of one machine only: a zone', async () => {
    expect(await new AddressGuard(settings([])).refuses('http://[fe80::1%25eth0]/')).toBe(true);
  });

  it.each(['http://93.184.216.34/', 'https://[2606:2800:220:1::1]/', 'https://8.8.8.8:8443/hook'])(
    'lets public addresses through: %s',
    (address) => {
      expect(() => new AddressGuard(settings([])).checkUrl(new URL(address))).not.toThrow();
    },
  );

  it('reaches private networks that are listed, and no others', () => {
    const guard = new AddressGuard(settings(['127.0.0.0/8', 'fd00::/8']));
    expect(() => guard.checkUrl(new URL('http://127.0.0.1:4101/'))).not.toThrow();
    expect(() => guard.checkUrl(new URL('http://[fd00::1]/'))).not.toThrow();
    expect(() => guard.checkUrl(new URL('http://10.0.0.1/'))).toThrow(AddressRefused);
    expect(() => guard.checkUrl(new URL('http://[::ffff:127.0.0.1]/'))).toThrow(AddressRefused);
  });

  it('refuses a name as soon as one of its addresses is private', async () => {
    const guard = new GuardWithNames([['93.184.216.34', '10.0.0.1']]);
    expect(await guard.refuses('http://platform.example/')).toBe(true);
    await expect(connect(guard)).rejects.toThrow(AddressRefused);
  });

  it('given a name that changes its mind, connects to no address that it did not check', async () => {
    const guard = new GuardWithNames([['93.184.216.34'], ['169.254.169.254']]);
    expect(await guard.refuses('http://platform.example/')).toBe(false);
    await expect(connect(guard)).rejects.toThrow(AddressRefused);
  });

  it.each([
    '10.0.0.1',
    '168.63.129.16',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '64:ff9b::a00:1',
    '0.0.0.0',
  ])('refuses a name that resolves to %s', async (address) => {
    const guard = new GuardWithNames([[address]]);
    expect(await guard.refuses('http://platform.example/')).toBe(true);
    await expect(connect(guard)).rejects.toThrow(AddressRefused);
  });

  it('given a name that turns private after its check, then no connection reaches the private server', async () => {
    let connections = 0;
    const server = createServer(() => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const guard = new GuardWithNames([['93.184.216.34'], ['127.0.0.1']]);
    const http = new SubscriberHttp(guard);
    const url = `http://platform.example:${port}/`;
    expect(await guard.refuses(url)).toBe(false);
    const sent = http.send({ method: 'POST', url, headers: {}, timeoutMs: 5_000, maxBytes: 10 });
    await expect(sent).rejects.toMatchObject({ reason: 'address' });
    expect(connections).toBe(0);
    await http.beforeApplicationShutdown();
    await new Promise((closed) => server.close(closed));
  });

  it('hands the checked addresses to the socket', async () => {
    const guard = new GuardWithNames([['93.184.216.34', '2606:2800:220:1::1']]);
    expect(await connect(guard, true)).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ]);
    expect(await connect(guard, false)).toBe('93.184.216.34');
  });
});
