import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate and its key, as `tls.createServer` takes them. */
export interface Certified {
  cert: string;
  key: string;
}

export interface CertificateWishes {
  host?: string;
  notAfter?: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate authority of the test's own: node can read certificates, and makes none. */
export class TestAuthority {
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly name = `Test authority ${randomBytes(8).toString('hex')}`;
  readonly certificate = this.certify(this.name, this.keys.publicKey, [isAuthority()]);

  /** For a server on 127.0.0.1, unless wished otherwise. */
  issue({ host, notAfter }: CertificateWishes = {}): Certified {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = host ? tagged(0x82, Buffer.from(host)) : tagged(0x87, Buffer.from([127, 0, 0, 1]));
    const altName = extension('551d11', sequence(name));
    return {
      cert: this.certify(host ?? '127.0.0.1', publicKey, [altName], notAfter),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** A server that vouches for itself. */
  ownServer(): Certified {
    return {
      cert: this.certificate,
      key: this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  private certify(
    name: string,
    publicKey: KeyObject,
    extensions: Buffer[],
    notAfter = new Date(Date.now() + DAY_MS),
  ): string {
    const algorithm = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
    const content = sequence(
      tagged(0xa0, tagged(0x02, Buffer.from([2]))),
      tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      algorithm,
      nameOf(this.name),
      sequence(time(new Date(notAfter.getTime() - 2 * DAY_MS)), time(notAfter)),
      nameOf(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', content, this.keys.privateKey);
    const whole = sequence(content, algorithm, tagged(0x03, Buffer.concat([NO_BITS, signature])));
    return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`;
  }
}

const NO_BITS = Buffer.from([0]);

function isAuthority(): Buffer {
  return extension('551d13', sequence(tagged(0x01, Buffer.from([0xff]))));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(tagged(0x06, Buffer.from(oid, 'hex')), tagged(0x04, value));
}

function nameOf(commonName: string): Buffer {
  const type = tagged(0x06, Buffer.from('550403', 'hex'));
  return sequence(tagged(0x31, sequence(type, tagged(0x0c, Buffer.from(commonName)))));
}

/** UTCTime: `YYMMDDhhmmssZ`. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
