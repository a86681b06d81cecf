import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#infrastructure';

interface Hop {
  number: number;
  file: string;
  name: string;
}

const HOP = /^(\d+)\. `([^`]+)`: .+ `([^`]+)`$/;

function hopsOf(page: string): Hop[] {
  return page
    .split('\n')
    .map((line) => HOP.exec(line))
    .filter((found) => found !== null)
    .map(([, number, file, name]) => ({
      number: Number(number),
      file: file ?? '',
      name: name ?? '',
    }));
}

describe('docs/follow-one-repair.md', () => {
  const page = readFileSync(join(projectRoot(), 'docs/follow-one-repair.md'), 'utf8');
  const hops = hopsOf(page);

  it('given the page, then every numbered line is a hop with a file and a name', () => {
    const numbered = page.split('\n').filter((line) => /^\d+\. /.test(line));
    expect(hops).toHaveLength(numbered.length);
    expect(hops.map((hop) => hop.number)).toEqual(hops.map((_, index) => index + 1));
  });

  it.each(hops)('hop $number: $file exists and holds $name', ({ file, name }) => {
    const path = join(projectRoot(), file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(name);
  });
});
