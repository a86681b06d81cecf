import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#infrastructure';
import { call, type Obligation, type Page } from '#stack';
import { eventually } from '#testing';
import { plainEnvironment } from './config.js';
import { CourtAtWork } from './court-at-work.js';
import type { DemoProcess } from './demo-process.js';
import { startDemo, type Ready } from './ready-demo.js';

const SECOND = 1000;
const run = promisify(execFile);

/** The fenced blocks of one language in the README's section about subscribing. */
function blocksOf(language: string): string[] {
  const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
  const section = readme.split('## How a platform subscribes')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );
}

describe("the README's way to subscribe", () => {
  let demo: DemoProcess;
  let ready: Ready;
  let platform: ChildProcess | undefined;
  const file = join(projectRoot(), '.yichu', `readme-platform-${process.pid}.mjs`);

  beforeAll(async () => {
    demo = await startDemo('--json');
    ready = JSON.parse(await demo.firstLine()) as Ready;
  }, 180 * SECOND);

  afterAll(async () => {
    if (platform && platform.exitCode === null) {
      platform.kill();
      await once(platform, 'exit');
    }
    rmSync(file, { force: true });
    demo.signal('SIGTERM');
    await demo.exitCode;
  });

  it(
    'given its commands and its code as they stand there, then a repair is verified at that platform',
    async () => {
      const env = {
        ...plainEnvironment(),
        PUBLISHER: ready.urls.publisher,
        OPERATIONS: ready.tokens.operations,
      };
      const [subscribe = '', openStream = ''] = blocksOf('sh');
      const subscriber = JSON.parse((await run('bash', ['-c', subscribe], { env })).stdout) as {
        id: string;
        token: string;
      };
      const opened = await run('bash', ['-c', openStream], {
        env: { ...env, SUBSCRIBER: subscriber.id },
      });
      const stream = JSON.parse(opened.stdout) as { signingSecret: string };

      writeFileSync(file, blocksOf('js')[0] ?? '');
      platform = spawn(process.execPath, [file], {
        env: {
          ...plainEnvironment(),
          SIGNING_SECRET: stream.signingSecret,
          TOKEN: subscriber.token,
        },
        stdio: 'inherit',
      });

      const court = new CourtAtWork(ready);
      const [staying, listing] = [await court.list(), await court.list()];
      const verified = (listingId: string, version: number) =>
        eventually(async () => {
          const path = `/v1/obligations?listing=${listingId}&subscriber=${subscriber.id}`;
          const page = await call<Page<Obligation>>(ready.urls.publisher + path, {
            token: subscriber.token,
          });
          const found = page.data.find((each) => each.version === version);
          return found?.state === 'verified' && found;
        }, 60 * SECOND);
      await verified(staying.id, 1);
      await verified(listing.id, 1);
      await court.repair(listing.id);
      expect(await verified(listing.id, 2)).toMatchObject({
        eventType: 'listing.removed.v1',
        lastLook: { result: 'absent', reason: null },
      });
    },
    150 * SECOND,
  );
});
