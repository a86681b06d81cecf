import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectType } from '../../src/object-storage/detect-type.js';
import { DOCX, HTML, JPEG, OFD, PDF, PNG, zip, ZIP } from '../sample-files.js';

describe('what a file’s bytes show', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yichu-types-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const detect = async (bytes: Buffer) => {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    return detectType(path);
  };

  it.each([
    ['a PDF', PDF, 'application/pdf'],
    ['a JPEG', JPEG, 'image/jpeg'],
    ['a PNG', PNG, 'image/png'],
    ['a DOCX', DOCX, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['an OFD', OFD, 'application/ofd'],
    ['any other package', ZIP, 'application/zip'],
    ['a package with OFD.xml below its root', zip({ 'x/OFD.xml': '' }), 'application/zip'],
    ['a broken package', OFD.subarray(0, 60), 'application/zip'],
    ['a page', HTML, null],
    ['text', Buffer.from('%PD'), null],
    ['nothing', Buffer.alloc(0), null],
  ])('given %s, then it is known as that', async (_what, bytes, type) => {
    expect(await detect(bytes)).toBe(type);
  });
});
