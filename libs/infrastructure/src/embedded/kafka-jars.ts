import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inheritedEnvironment } from '../config.js';
import { withFolderLock } from '../folder-lock.js';
import type { Say } from '../texts.js';
import { projectRoot } from '../project-root.js';

export interface KafkaJars {
  folder: string;
  version: string;
}

/** Where Maven finds them, and what they are kept under. */
interface Wanted {
  pom: string[];
  artifact: string;
  name: string;
}

/** Apache Kafka's jars by Maven, once per checkout and version; runs side by side wait for the one that fetches. */
export function fetchKafkaJars(home: string, say: Say): Promise<KafkaJars> {
  return fetchJars({ pom: ['pom.xml'], artifact: 'kafka_2.13', name: 'kafka' }, home, say);
}

/** Kafka's own command line tools likewise: tests read with them what others read with them. */
export function fetchKafkaTools(home: string, say: Say): Promise<KafkaJars> {
  const pom = ['tools', 'pom.xml'];
  return fetchJars({ pom, artifact: 'kafka-tools', name: 'kafka-tools' }, home, say);
}

async function fetchJars(wanted: Wanted, home: string, say: Say): Promise<KafkaJars> {
  const pom = join(projectRoot(), 'deploy', 'kafka', ...wanted.pom);
  const [, rest = ''] = readFileSync(pom, 'utf8').split(
    `<artifactId>${wanted.artifact}</artifactId>`,
  );
  const version = /^\s*<version>([^<]+)</.exec(rest)?.[1];
  if (!version) throw new Error(`${pom} names no version of ${wanted.artifact}.`);
  const folder = join(home, `${wanted.name}-${version}`, 'libs');
  await withFolderLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    say('kafka-download', { version });
    const unfinished = `${folder}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await copyDependencies(pom, unfinished, say);
    await rename(unfinished, folder);
  });
  return { folder, version };
}

function copyDependencies(pom: string, folder: string, say: Say): Promise<void> {
  const args = ['-B', '-ntp', '-f', pom, 'dependency:copy-dependencies'];
  const child = spawn('mvn', [...args, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: inheritedEnvironment(),
    shell: process.platform === 'win32',
  });
  let output = '';
  let copied = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const now = output.split('Copying ').length - 1;
    if (now >= copied + 10) say('kafka-jars', { count: (copied = now) });
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`Maven could not fetch Apache Kafka (exit ${code}):\n${output.slice(-2000)}`),
        );
    });
  });
}
