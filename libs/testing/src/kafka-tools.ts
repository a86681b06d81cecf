import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchKafkaTools, readInfrastructureSettings } from '#infrastructure';

const MEBIBYTE = 1024 * 1024;

/** Where Kafka is a container, there may be neither. */
export function canRunKafkaTools(): boolean {
  return ['java', 'mvn'].every((command) => spawnSync(command, ['--version']).status === 0);
}

/** Runs one of Kafka's own command line tools, as a subscriber's operator would. @returns its standard output. */
export async function runKafkaTool(mainClass: string, args: readonly string[]): Promise<string> {
  const { folder } = await fetchKafkaTools(readInfrastructureSettings().home, () => undefined);
  const { stdout } = await promisify(execFile)(
    'java',
    ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', join(folder, '*'), mainClass, ...args],
    { maxBuffer: 64 * MEBIBYTE },
  );
  return stdout;
}
