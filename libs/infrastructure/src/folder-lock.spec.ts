import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFolderLock } from './folder-lock.js';

describe('withFolderLock', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'yichu-lock-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('given several who want it, then one at a time has it', async () => {
    let holders = 0;
    const seen = await Promise.all(
      [1, 2, 3].map(() =>
        withFolderLock(join(folder, 'lock'), async () => {
          holders++;
          await new Promise((resolve) => setImmediate(resolve));
          return holders--;
        }),
      ),
    );
    expect(seen).toEqual([1, 1, 1]);
  });

  it('given a holder that died, then the next takes it', async () => {
    await mkdir(join(folder, 'lock'));
    await writeFile(join(folder, 'lock', 'owner'), '999999999 1');

    expect(await withFolderLock(join(folder, 'lock'), async () => 'taken')).toBe('taken');
  });
});
