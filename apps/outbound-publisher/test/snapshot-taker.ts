import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { TrustedKeys, verifyDetached } from '#signing';
import type { EnabledSubscriber, PublisherUnderTest } from './publisher-under-test.js';

interface File {
  name: string;
  url: string;
  lines: number;
  bytes: number;
  sha256: string;
  plainBytes: number;
  plainSha256: string;
}

export interface Manifest {
  epoch: number;
  number: number;
  previous: number | null;
  audience: string;
  counts: { listings: number; added: number; changed: number; removed: number };
  full: File | null;
  deltas: (File & { from: number; to: number })[];
  cursor: string;
}

export interface Listed {
  listingRef: string;
  version: number;
  state: string;
  court: { code: string; name: string };
  caseNumber: string;
  subject: object;
}

type DeltaLine = (Listed & { op: 'PUT' }) | { op: 'DEL'; listingRef: string; version: number };

/** What is fetched by one platform, which believes nothing that it has not checked. */
export class SnapshotTaker {
  /** Everything that ever came in a file, as text: for what must never be in one. */
  readonly read: string[] = [];
  list = new Map<string, Listed>();
  number: number | null = null;

  constructor(
    private readonly publisher: PublisherUnderTest,
    readonly subscriber: EnabledSubscriber,
    readonly streamId: string,
  ) {}

  static async open(publisher: PublisherUnderTest, subscriber: EnabledSubscriber) {
    const path = `/v1/subscribers/${subscriber.id}/streams`;
    const { status, body } = await publisher.post(path, { channel: 'snapshot' });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { channel: 'snapshot', status: 'enabled' },
    });
    return new SnapshotTaker(publisher, subscriber, String(body['id']));
  }

  async manifest(which: number | 'latest' = 'latest'): Promise<Manifest> {
    const response = await this.get(`/v1/streams/${this.streamId}/snapshots/${which}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`${response.status} ${bytes.toString()}`);
    const jwks = await this.get('/.well-known/jwks.json');
    const trusted = new TrustedKeys(((await jwks.json()) as { keys: never[] }).keys);
    const jws = response.headers.get('yichu-manifest-jws') ?? undefined;
    const key = await verifyDetached(bytes, jws, trusted);
    expect(key.owner).toBe('publisher');
    const manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
    expect(manifest.audience).toBe(this.subscriber.id);
    return manifest;
  }

  /** @throws unless it is whole, and the one that the manifest describes. */
  async fetch(file: File): Promise<string> {
    const response = await this.get(new URL(file.url).pathname);
    const packed = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`${response.status} ${packed.toString()}`);
    expect({ bytes: packed.length, sha256: sha256(packed) }).toEqual({
      bytes: file.bytes,
      sha256: file.sha256,
    });
    const plain = gunzipSync(packed);
    expect({ plainBytes: plain.length, plainSha256: sha256(plain) }).toEqual({
      plainBytes: file.plainBytes,
      plainSha256: file.plainSha256,
    });
    const text = plain.toString('utf8');
    expect(linesOf(text)).toHaveLength(file.lines);
    this.read.push(text);
    return text;
  }

  async fetchFull({ full, number, counts }: Manifest): Promise<void> {
    if (!full) throw new Error('The manifest names no full file.');
    const lines = linesOf(await this.fetch(full)).map((line) => JSON.parse(line) as Listed);
    expect(lines).toHaveLength(counts.listings);
    this.list = new Map(lines.map((line) => [line.listingRef, line]));
    this.number = number;
  }

  /** As a platform does every day: the deltas from where it stands, or all of it if they don't begin there. */
  async catchUp(): Promise<Manifest> {
    const manifest = await this.manifest();
    if (this.number === manifest.number) return manifest;
    const first = manifest.deltas.findIndex(({ from }) => from === this.number);
    if (first < 0) {
      await this.fetchFull(manifest);
      return manifest;
    }
    for (const delta of manifest.deltas.slice(first)) await this.apply(delta);
    expect(this.list.size).toBe(manifest.counts.listings);
    return manifest;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const authorization = `Bearer ${this.subscriber.token}`;
    return fetch(`${this.publisher.service.url}${path}`, {
      headers: { authorization, 'accept-language': 'en', ...headers },
    });
  }

  private async apply(delta: Manifest['deltas'][number]): Promise<void> {
    expect(delta.from).toBe(this.number);
    for (const line of linesOf(await this.fetch(delta))) {
      const { op, ...listing } = JSON.parse(line) as DeltaLine;
      if (op === 'PUT') this.list.set(listing.listingRef, listing as Listed);
      else {
        expect(Object.keys(listing)).toEqual(['listingRef', 'version']);
        expect(this.list.delete(listing.listingRef)).toBe(true);
      }
    }
    this.number = delta.to;
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
