import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';
import { withFolderLock } from '../folder-lock.js';
import { brokerAnswers } from '../kafka-client.js';
import { logTail } from '../log-tail.js';
import type { KafkaPart } from '../parts.js';
import type { Run } from '../run.js';
import type { Say } from '../texts.js';
import { fetchKafkaJars, type KafkaJars } from './kafka-jars.js';

const SECOND = 1000;
const START_TIME = 60 * SECOND;
/** C1 alone: this broker lives for minutes, and a start of 1.6 s instead of 2.3 counts for more than peak speed. */
const JAVA_OPTIONS = ['-Xmx256m', '-Xms64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Starts a single Kafka node in KRaft mode on free ports, its data in the run's folder. */
export async function startEmbeddedKafka(run: Run, home: string, say: Say): Promise<KafkaPart> {
  const jars = await fetchKafkaJars(home, say);
  const folder = join(run.dir, 'kafka');
  mkdirSync(folder);
  const port = await freePort();
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, serverProperties(port, await freePort(), join(folder, 'data')));
  writeFileSync(join(folder, 'log4j2.yaml'), LOGGING);
  await prepareStorage(jars, folder, properties);
  const part: KafkaPart = {
    description: `embedded ${jars.version}`,
    brokers: [`127.0.0.1:${port}`],
    topicSuffix: '',
  };

  const up = async (): Promise<void> => {
    const server = run.spawn({
      name: 'kafka',
      command: 'java',
      args: [
        ...JAVA_OPTIONS,
        ...javaLogging(folder),
        '-cp',
        join(jars.folder, '*'),
        'kafka.Kafka',
        properties,
      ],
    });
    part.pid = server.pid;
    const isRunning = (): boolean => server.exitCode === null && server.signalCode === null;
    if (await brokerAnswers(`127.0.0.1:${port}`, START_TIME, isRunning)) return;
    throw new Error(`The embedded Kafka did not start.\n${logTail(run.logFile('kafka'))}`);
  };
  const down = async (): Promise<void> => {
    if (part.pid !== undefined) await run.stopOne({ pid: part.pid }, 15 * SECOND);
  };
  const kill = async (): Promise<void> => {
    if (part.pid !== undefined) await run.killOne({ pid: part.pid });
  };
  await up();
  part.outage = { down, kill, up };
  return part;
}

/** Formatting starts a JVM; its result is the same for every run, so it is kept beside the jars and copied. */
async function prepareStorage(jars: KafkaJars, folder: string, properties: string): Promise<void> {
  const formatted = join(jars.folder, '..', 'formatted');
  await withFolderLock(`${formatted}.lock`, async () => {
    if (existsSync(formatted)) return;
    const args = [
      '-cp',
      join(jars.folder, '*'),
      'kafka.tools.StorageTool',
      'format',
      '-t',
      CLUSTER_ID,
    ];
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    await promisify(execFile)('java', [
      ...JAVA_OPTIONS,
      ...javaLogging(folder),
      ...args,
      '-c',
      properties,
    ]);
    renameSync(join(folder, 'data'), formatted);
  });
  cpSync(formatted, join(folder, 'data'), { recursive: true });
}

function javaLogging(folder: string): string[] {
  return [`-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`];
}

/** Any will do, as each run's broker is alone. */
const CLUSTER_ID = '5L6g3nShT-eMCtK--X86sw';

const LOGGING = `Configuration:
  Appenders: { Console: { name: STDOUT, PatternLayout: { pattern: "[%d] %p %m (%c)%n" } } }
  Loggers: { Root: { level: WARN, AppenderRef: [ { ref: STDOUT } ] } }
`;

function serverProperties(port: number, controllerPort: number, data: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${data.replaceAll('\\', '/')}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
# One node holds every replica.
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# Small and quiet: few internal partitions, threads and heartbeats for a broker of some minutes.
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=1
share.coordinator.state.topic.num.partitions=1
num.network.threads=2
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
log.cleaner.threads=1
log.cleaner.dedupe.buffer.size=4194304
log.index.size.max.bytes=1048576
metadata.max.idle.interval.ms=10000
`;
}
