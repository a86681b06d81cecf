import { lookup as resolveName, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { PublisherSettings } from '../config.js';

/** Why an address is refused: a rule's name, for whoever gave it. */
export type AddressRule = 'IS_URL' | 'URL_CREDENTIALS' | 'PRIVATE_ADDRESS';

/** The address of a subscriber is one that we do not connect to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(
    message: string,
    readonly rule: AddressRule = 'PRIVATE_ADDRESS',
  ) {
    super(message);
  }
}

type Address = ReturnType<typeof ipaddr.parse>;
type Resolve = (
  hostname: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Public by number, and yet the cloud's own: Azure answers its machines there, with their secrets. */
const CLOUDS_OWN = [ipaddr.parseCIDR('168.63.129.16/32')];
/** Only this block of IPv6 is global unicast; everything else is local, mapped or translated. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * Keeps subscribers from making us call inside our own network (SSRF). A host is resolved once, every
 * address it has is checked, and the socket goes to a checked address, so that a name which changes
 * its mind between check and use gains nothing.
 */
@Injectable()
export class AddressGuard {
  private readonly allowed: [Address, number][];

  constructor(settings: PublisherSettings) {
    this.allowed = settings.privateNetworks.map((network) => ipaddr.parseCIDR(network));
  }

  /**
   * Checks what can be told from the URL itself. Its host is in the WHATWG URL's normal form, so the
   * decimal, octal and short forms of an IPv4 address are plain here.
   * @throws AddressRefused
   */
  checkUrl(url: URL): void {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new AddressRefused('only http and https addresses are called', 'IS_URL');
    }
    if (url.username || url.password) {
      throw new AddressRefused('the address carries credentials', 'URL_CREDENTIALS');
    }
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(literal)) this.checkAddress(literal);
  }

  /** For registration: true when the host is, or now resolves to, an address that we never call. */
  async refuses(address: string): Promise<boolean> {
    return (await this.whyRefused(address)) !== null;
  }

  /** The same with the reason; null when nothing is against it. */
  async whyRefused(address: string): Promise<AddressRule | null> {
    // With a zone (fe80::1%eth0) it is none that the URL standard knows, and meant for one machine.
    if (!URL.canParse(address)) return 'IS_URL';
    const url = new URL(address);
    try {
      this.checkUrl(url);
      await this.resolve(url.hostname.replace(/^\[|\]$/g, ''));
      return null;
    } catch (error) {
      return error instanceof AddressRefused ? error.rule : null;
    }
  }

  /** For sockets (`connect: { lookup }`): answers with checked addresses only, or fails. */
  readonly lookup: LookupFunction = (hostname, options, done) => {
    this.resolve(hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (options.all) done(null, addresses);
        else if (first) done(null, first.address, first.family);
        else done(new AddressRefused('the name has no address'), '', 0);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error('lookup failed'), '', 0),
    );
  };

  /** Replaced in tests of rebinding names. */
  protected readonly resolveName: Resolve = resolveName;

  private resolve(hostname: string): Promise<LookupAddress[]> {
    return new Promise((resolve, reject) => {
      this.resolveName(hostname, { all: true }, (error, addresses) => {
        if (error) return reject(error);
        try {
          addresses.forEach(({ address }) => this.checkAddress(address));
          resolve(addresses);
        } catch (refused) {
          reject(refused instanceof Error ? refused : new AddressRefused('refused'));
        }
      });
    });
  }

  private checkAddress(text: string): void {
    // A zone (fe80::1%eth0) never makes an address more public.
    const address = ipaddr.parse(text.split('%')[0] ?? text);
    if (isPublic(address) || this.allowed.some((network) => isWithin(address, network))) return;
    throw new AddressRefused(`addresses in the range ${address.range()} are not called`);
  }
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  if (CLOUDS_OWN.some((network) => isWithin(address, network))) return false;
  return address.kind() === 'ipv4' || isWithin(address, GLOBAL_UNICAST);
}

function isWithin(address: Address, network: [Address, number]): boolean {
  return address.kind() === network[0].kind() && address.match(network);
}
