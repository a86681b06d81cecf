import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ListFile } from './list-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-list-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, mode = 'w') {
  const path = join(folder, name);
  if (mode === 'r') await (await open(path, 'w')).close();
  return { path, file: new ListFile(await open(path, mode)) };
}

describe('a compressed file of lines', () => {
  it('given lines of any length, longer than its buffer too, then they come out as they went in', async () => {
    const { path, file } = await fileOf('lines');
    const lines = [1, 70_000, 30_000, 40_000, 65_536, 200_000, 2].map(
      (length, n) => `${String(n).repeat(length)}\n`,
    );
    for (const line of lines) {
      await file.add(Buffer.from(line.slice(0, 1)), Buffer.from(line.slice(1)));
    }
    const written = await file.close();
    const packed = await readFile(path);
    expect(gunzipSync(packed).toString()).toBe(lines.join(''));
    expect(written).toMatchObject({
      lines: lines.length,
      bytes: packed.length,
      plainBytes: lines.join('').length,
    });
  });

  it('given nothing, then it is an empty file that can be unpacked', async () => {
    const { path, file } = await fileOf('empty');
    expect(await file.close()).toMatchObject({ lines: 0, plainBytes: 0 });
    expect(gunzipSync(await readFile(path))).toHaveLength(0);
  });

  it('given the disk takes nothing, then whoever writes hears what is wrong', async () => {
    const { file } = await fileOf('read-only', 'r');
    const write = async () => {
      const line = Buffer.alloc(50_000);
      for (let n = 0; n < 1000; n++) await file.add(line.fill(n % 251));
      await file.close();
    };
    await expect(write()).rejects.toThrow('EBADF');
    await file.abandon();
  });
});
