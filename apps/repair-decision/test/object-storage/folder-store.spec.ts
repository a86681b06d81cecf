import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectName } from '../../src/object-storage/object-name.js';
import type { ObjectStore } from '../../src/object-storage/object-store.js';
import { openObjectStore } from '../../src/object-storage/open-object-store.js';
import { describeObjectStore } from './object-store-suite.js';

describe('a local folder', () => {
  let folder: string;
  let store: ObjectStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yichu-folder-store-'));
    store = await openObjectStore({ kind: 'folder', folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describeObjectStore('a local folder', () => ({
    store,
    spoolFolder: join(folder, 'incoming'),
    tamper: (digest, bytes) => writeFile(join(folder, objectName(digest)), bytes),
    broken: async () => {
      const file = join(folder, 'a-file-in-the-way');
      await writeFile(file, '');
      return openObjectStore({ kind: 'folder', folder: file });
    },
  }));

  it('given a restart, then what was kept is there', async () => {
    const { digest } = await store.put([Buffer.from('kept')], { maxBytes: 10 });
    const again = await openObjectStore({ kind: 'folder', folder });
    expect(await again.exists(digest)).toBe(true);
    expect(await readdir(join(folder, 'sha256'))).toContain(digest.slice(7, 9));
  });

  it('given a process died while it wrote, then the next start clears up what nobody can be sending', async () => {
    const incoming = join(folder, 'incoming');
    await mkdir(incoming, { recursive: true });
    await writeFile(join(incoming, 'dead.part'), 'half');
    await writeFile(join(incoming, 'living.part'), 'half');
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(incoming, 'dead.part'), yesterday, yesterday);
    await openObjectStore({ kind: 'folder', folder });
    expect(await readdir(incoming)).toEqual(['living.part']);
    await rm(join(incoming, 'living.part'));
  });
});
