import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '#infrastructure';
import { objectName } from '../../src/object-storage/object-name.js';
import type { ObjectStore } from '../../src/object-storage/object-store.js';
import type { S3Config } from '../../src/object-storage/object-store-config.js';
import { openObjectStore } from '../../src/object-storage/open-object-store.js';
import { describeObjectStore } from './object-store-suite.js';
import { canRunS3, S3Server } from './s3-server.js';

const MINUTE = 60_000;
const describeWithJava = canRunS3() ? describe : describe.skip;

describeWithJava('an S3 bucket (needs Java and Maven)', () => {
  let server: S3Server;
  let spoolFolder: string;
  let store: ObjectStore;
  let client: S3Client;
  const open = (changes: Partial<S3Config> = {}) =>
    openObjectStore({ kind: 's3', spoolFolder, s3: { ...server.config, ...changes } });
  beforeAll(async () => {
    server = await S3Server.start();
    spoolFolder = await mkdtemp(join(tmpdir(), 'yichu-s3-spool-'));
    store = await open();
    const { region, endpoint, accessKeyId, secretAccessKey } = server.config;
    client = new S3Client({
      region,
      ...(endpoint && { endpoint }),
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      credentials: { accessKeyId, secretAccessKey },
    });
  }, 5 * MINUTE);
  afterAll(async () => {
    client.destroy();
    await server.stop();
    await rm(spoolFolder, { recursive: true, force: true });
  });

  describeObjectStore('an S3 bucket', () => ({
    store,
    spoolFolder,
    tamper: async (digest, bytes) => {
      const named = { Bucket: server.config.bucket, Key: objectName(digest) };
      await client.send(new PutObjectCommand({ ...named, Body: bytes }));
    },
    broken: async () => open({ endpoint: `http://127.0.0.1:${await freePort()}` }),
  }));

  it('given a wrong secret or no such bucket, then 503, and nothing is stored', async () => {
    for (const changes of [{ secretAccessKey: 'guessed' }, { bucket: 'elsewhere' }]) {
      const wrong = await open(changes);
      const put = wrong.put([Buffer.from('for nobody')], { maxBytes: 100 });
      await expect(put).rejects.toMatchObject({ status: 503, rule: 'OBJECT_STORE_UNAVAILABLE' });
    }
    expect(await readdir(join(server.folder, 'data'))).toEqual([server.config.bucket]);
    expect(await readdir(spoolFolder)).toEqual([]);
  });
});
