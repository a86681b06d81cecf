import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, projectRoot } from '#infrastructure';
import { eventually } from '#testing';
import type { S3Config } from '../../src/object-storage/object-store-config.js';

const run = promisify(execFile);
const VERSION = '3.1.0';

/** Java runs the server, and Maven fetches it: what embedded Kafka needs as well. */
export function canRunS3(): boolean {
  return ['java', 'mvn'].every((command) => spawnSync(command, ['-version']).status === 0);
}

/** A real S3 server (S3Proxy) on the loopback address, with one bucket in a folder of its own. */
export class S3Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly folder: string,
    readonly config: S3Config,
  ) {}

  static async start(): Promise<S3Server> {
    const jars = await fetchJars();
    const folder = await mkdtemp(join(tmpdir(), 'yichu-s3-'));
    const config = {
      bucket: 'papers',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${await freePort()}`,
      accessKeyId: 'court',
      secretAccessKey: 'only-for-this-test',
    };
    await mkdir(join(folder, 'data', config.bucket), { recursive: true });
    const properties = join(folder, 's3proxy.properties');
    await writeFile(properties, propertiesOf(config, join(folder, 'data')));
    const child = spawn(
      'java',
      ['-Xmx128m', '-cp', join(jars, '*'), 'org.gaul.s3proxy.Main', '--properties', properties],
      { stdio: 'ignore' },
    );
    const server = new S3Server(child, folder, config);
    try {
      await eventually(async () => (await fetch(config.endpoint)).status === 403);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

function propertiesOf(config: S3Config & { endpoint: string }, data: string): string {
  return [
    `s3proxy.endpoint=${config.endpoint}`,
    's3proxy.authorization=aws-v2-or-v4',
    `s3proxy.identity=${config.accessKeyId}`,
    `s3proxy.credential=${config.secretAccessKey}`,
    'jclouds.provider=filesystem-nio2',
    'jclouds.identity=local',
    'jclouds.credential=local',
    `jclouds.filesystem.basedir=${data}`,
  ].join('\n');
}

/** Once per checkout and version; of two that fetch at once, the first to be done counts. */
async function fetchJars(): Promise<string> {
  const home = join(projectRoot(), '.yichu');
  const jars = join(home, `s3proxy-${VERSION}`);
  if (existsSync(jars)) return jars;
  await mkdir(home, { recursive: true });
  const unfinished = await mkdtemp(`${jars}-`);
  const pom = join(import.meta.dirname, 's3proxy', 'pom.xml');
  const goal = ['-B', '-q', '-ntp', '-f', pom, 'dependency:copy-dependencies'];
  await run('mvn', [...goal, '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`]);
  await rename(unfinished, jars).catch(() => rm(unfinished, { recursive: true, force: true }));
  return jars;
}
