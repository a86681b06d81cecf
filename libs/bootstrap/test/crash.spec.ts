import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const fixture = fileURLToPath(
  new URL('../../../dist/libs/bootstrap/test/crash-fixture.js', import.meta.url),
);

describe('a service that crashes', () => {
  it('given a failed query that nobody awaited, then one line tells of it without its values', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fixture], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.not.stringContaining('张三')]);
    expect(stdout).not.toContain('张三');
    expect(JSON.parse(stdout)).toMatchObject({ level: 'fatal', err: { code: '23505' } });
  });
});
