import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { call, startStack, type Stack } from '#stack';
import { positive, type Bench } from '../bench.js';
import { cpuMs, peakRssMiB } from '../process-figures.js';
import { changeHeads, makeUpHeads } from '../storage/made-up-heads.js';

interface Options {
  listings: number;
  changes: number;
}

interface File {
  url: string;
  bytes: number;
  plainBytes: number;
  sha256: string;
  lines: number;
}

interface Manifest {
  number: number;
  counts: { listings: number };
  full: File;
  deltas: File[];
}

/** A list of that size cut into files, once with nothing before and once with changes, and downloaded. */
export const snapshot: Bench<Options> = {
  name: 'snapshot',
  description: 'the whole list cut into files and downloaded: time and memory',
  flags: (command) =>
    void command
      .option('--listings <count>', 'what is listed', positive, 1_000_000)
      .option('--changes <count>', 'listings that change between two snapshots', positive, 20_000),

  run: async ({ listings, changes }, say) => {
    const folder = await mkdtemp(join(tmpdir(), 'yichu-snapshots-'));
    const stack = await startStack({
      ...{ purpose: 'bench', services: ['publisher'], platforms: [], report: say },
      settings: { publisher: { SNAPSHOT_FOLDER: folder, SNAPSHOT_HOLD_PERCENT: '100' } },
    });
    try {
      const { publisher } = stack.pids();
      say(`making ${listings} listings up`);
      await makeUpHeads(stack.databases.publisher, listings);
      const reader = await openStream(stack);
      const rssIdleMiB = peakRssMiB(publisher);
      say('cutting the list');
      const first = await cut(stack, reader);
      say('downloading it');
      const download = await fetchFile(reader, first.manifest.full);
      await changeHeads(stack.databases.publisher, Math.round((2 * listings) / changes));
      say('cutting it again, with what changed');
      const second = await cut(stack, reader);
      const delta = second.manifest.deltas.at(-1);
      if (!delta) throw new Error('The second snapshot has no delta.');
      return {
        ...{ bench: 'snapshot', listings: first.manifest.counts.listings, deltaLines: delta.lines },
        ...{
          plainMiB: mib(first.manifest.full.plainBytes),
          fileMiB: mib(first.manifest.full.bytes),
        },
        deltaMiB: mib(delta.bytes),
        cutSeconds: first.seconds,
        cutCpuSeconds: first.cpuSeconds,
        cutWithDeltaSeconds: second.seconds,
        downloadSeconds: download,
        deltaDownloadSeconds: await fetchFile(reader, delta),
        ...{ rssIdleMiB, rssMiB: peakRssMiB(publisher) },
      };
    } finally {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Reader {
  latest: string;
  token: string;
}

async function openStream({ urls, tokens }: Stack): Promise<Reader> {
  const post = <Answer>(path: string, body: object): Promise<Answer> =>
    call(`${urls.publisher}${path}`, { method: 'POST', token: tokens.operations, body });
  const { id, token } = await post<{ id: string; token: string }>('/v1/subscribers', {
    name: '快照下载方',
    type: 'COMMERCIAL_CREDIT_PLATFORM',
    contract: {
      scope: {},
      lookup: { urlTemplate: 'http://127.0.0.1:9/?ref={listingRef}' },
      probe: { consent: false, settleSeconds: 1 },
    },
  });
  const body = { channel: 'snapshot' };
  const stream = await post<{ id: string }>(`/v1/subscribers/${id}/streams`, body);
  return { latest: `${urls.publisher}/v1/streams/${stream.id}/snapshots/latest`, token };
}

/** As operations do it: without the patience of a request for the newest. */
async function cut(stack: Stack, { latest, token }: Reader) {
  const { urls, tokens } = stack;
  const { publisher } = stack.pids();
  const start = performance.now();
  const before = cpuMs(publisher);
  const { data } = await call<{ data: { outcome: string }[] }>(`${urls.publisher}/v1/snapshots`, {
    ...{ method: 'POST', token: tokens.operations, body: {} },
  });
  const took = { seconds: seconds(start), cpuSeconds: (cpuMs(publisher) - before) / 1000 };
  if (data[0]?.outcome !== 'published') throw new Error(`It was not cut: ${JSON.stringify(data)}`);
  const manifest = await call<Manifest>(latest, { token });
  return { manifest, ...took };
}

/** @returns how long it took; whole and unaltered, or it throws. */
async function fetchFile({ token }: Reader, { url, bytes, sha256 }: File): Promise<number> {
  const start = performance.now();
  const { body } = await request(url, { headers: { authorization: `Bearer ${token}` } });
  const hash = createHash('sha256');
  let read = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    read += chunk.length;
  }
  if (read !== bytes || hash.digest('hex') !== sha256) throw new Error('Another file came.');
  return seconds(start);
}

function seconds(start: number): number {
  return Number(((performance.now() - start) / 1000).toFixed(2));
}

function mib(bytes: number): number {
  return Number((bytes / 1024 / 1024).toFixed(1));
}
