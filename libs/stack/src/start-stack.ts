import { join } from 'node:path';
import { TOPICS, topicName, type Topic } from '#contracts';
import type { Language } from '#i18n';
import {
  createDevelopmentKeys,
  findInfrastructure,
  freePort,
  ServiceProcesses,
  type DevelopmentKeys,
  type Infrastructure,
  type Purpose,
  type ServiceCommand,
} from '#infrastructure';
import type { Behaviour, RunningPlatform } from './platforms.js';
import {
  morePublishers,
  publisherProcesses,
  type PublisherProcess,
} from './publisher-processes.js';
import { DUTIES, PROGRAMS, serviceCommands } from './service-commands.js';
import { COURT, OTHER_COURT, staffTokens } from './staff.js';
import { text } from './texts.js';
import type { Duty, ServiceUrls, StaffTokens } from './wire.js';

export interface StackOptions {
  purpose: Purpose;
  platforms: readonly NewPlatform[];
  /** Courts beside the two of `staff.ts` that have a key to sign orders with. */
  courts?: readonly string[];
  /** What a service is told beyond what it needs to start. */
  settings?: Partial<Record<Duty, Record<string, string>>>;
  /** Where it runs; found anew when there is none. */
  infrastructure?: Infrastructure;
  /** Which services to start; all of them if left out. */
  services?: readonly Duty[];
  /** How many publisher processes share the work; one if left out. */
  publishers?: number;
  /** Progress, one line each, for people. */
  report: (line: string) => void;
  language?: Language;
  /** What this process ends with on Ctrl-C or SIGTERM. */
  exitCode?: number;
}

/** A platform to be started. */
export interface NewPlatform {
  name: string;
  behaviour: Behaviour;
  /** Keeps what is taken off the list among past records. */
  keepsHistory?: boolean;
  /** It reads the courts' own site as well. */
  independentSource?: boolean;
}

/** The whole of Yichu and some platforms, each a process of its own, on infrastructure of this run. */
export interface Stack {
  infrastructure: Infrastructure;
  urls: ServiceUrls;
  tokens: StaffTokens;
  databases: Record<Duty, string>;
  topics: Record<Topic, string>;
  /** The services' own signing keys, for whoever plays one of them. */
  keys: DevelopmentKeys;
  /** Running, and not subscribed yet. */
  platforms: RunningPlatform[];
  /** Every publisher process; the first is the one behind `urls.publisher`. */
  publishers: readonly PublisherProcess[];
  /** Process ids of the services; they change when one is started again. */
  pids(): Record<Duty, number>;
  /** Starts a service anew on its port, with the code that is there now. */
  restart(duty: Duty): Promise<void>;
  /** Ends all of it; safe to call again. */
  stop(): Promise<void>;
}

/** Starts it. Whatever fails, what was started by then is stopped before this throws. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { purpose, report, language, exitCode } = options;
  // Brings the Kafka client along: read while Kafka itself is starting.
  const messaging = import('#messaging');
  messaging.catch(() => undefined);
  const infrastructure =
    options.infrastructure ??
    (await findInfrastructure({
      purpose,
      report,
      ...(language === undefined ? {} : { language }),
      ...(exitCode === undefined ? {} : { exitCode }),
    }));
  try {
    const { createTopics } = await messaging;
    return await startOn(infrastructure, createTopics, options);
  } catch (error) {
    await infrastructure.stop();
    throw error;
  }
}

async function startOn(
  infrastructure: Infrastructure,
  createTopics: (brokers: string[], suffix: string) => Promise<void>,
  options: StackOptions,
): Promise<Stack> {
  const { platforms: wanted, services = DUTIES, courts = [], settings, report, language } = options;
  const { brokers, topicSuffix } = infrastructure.kafka;
  const more = (options.publishers ?? 1) - 1;
  const ports = await freePorts(DUTIES.length + wanted.length + more);
  const morePorts = ports.slice(DUTIES.length + wanted.length);
  const urls = byDuty((_, i) => `http://127.0.0.1:${ports[i]}`);
  const keys = createDevelopmentKeys(join(infrastructure.runDir, 'keys'), [
    ...new Set([COURT, OTHER_COURT, ...courts]),
  ]);
  const platforms = wanted.map((platform, i) => ({
    ...platform,
    url: `http://127.0.0.1:${ports[DUTIES.length + i]}`,
  }));

  const processes = new ServiceProcesses(infrastructure, report);
  const start = async (command: ServiceCommand): Promise<void> => {
    await processes.start(command);
    const url = `http://127.0.0.1:${command.port}`;
    report(text('ready', { name: command.name, url }, language));
  };
  const startServices = async (): Promise<Record<Duty, string>> => {
    const [decision, registry, publisher] = await Promise.all([
      infrastructure.createDatabase('decision'),
      infrastructure.createDatabase('registry'),
      infrastructure.createDatabase('publisher'),
      createTopics(brokers, topicSuffix),
    ]);
    report(text('topics', {}, language));
    const databases = { decision, registry, publisher };
    const commands = serviceCommands(services, {
      ...{ urls, databases, topicSuffix, keys, settings },
      kafkaBrokers: brokers,
    });
    await Promise.all(commands.map(start));
    // After the first, which makes the tables.
    await Promise.all(morePublishers(commands, morePorts).map(start));
    return databases;
  };
  const [databases, tokens] = await Promise.all([
    startServices(),
    staffTokens(keys.issuer),
    ...platforms.map((platform) => start(platformCommand(platform))),
  ]);

  return {
    infrastructure,
    urls,
    tokens,
    keys,
    databases,
    topics: Object.fromEntries(
      (Object.keys(TOPICS) as Topic[]).map((topic) => [topic, topicName(topic, topicSuffix)]),
    ) as Record<Topic, string>,
    platforms,
    publishers: publisherProcesses(processes, urls.publisher, morePorts),
    pids: () => byDuty((duty) => processes.pids()[PROGRAMS[duty]] ?? 0),
    restart: (duty) => processes.restart(PROGRAMS[duty]),
    stop: () => infrastructure.stop(),
  };
}

function platformCommand({
  name,
  behaviour,
  url,
  keepsHistory = false,
}: RunningPlatform & NewPlatform): ServiceCommand {
  return {
    name: `platform-${behaviour}-${new URL(url).port}`,
    entry: 'dist/apps/reference-subscriber/src/main.js',
    port: Number(new URL(url).port),
    ready: '/healthz',
    env: { BEHAVIOUR: behaviour, NAME: name, KEEPS_HISTORY: keepsHistory ? '1' : '0' },
  };
}

/** Different ones; each is free now and, by its range, still free when it is bound a moment later. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function byDuty<Value>(value: (duty: Duty, index: number) => Value): Record<Duty, Value> {
  const [decision, registry, publisher] = DUTIES.map(value) as [Value, Value, Value];
  return { decision, registry, publisher };
}
