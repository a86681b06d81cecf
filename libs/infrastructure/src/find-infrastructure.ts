import type { Language, TextVars } from '#i18n';
import { cleanUpCrashedRuns } from './clean-up.js';
import {
  readInfrastructureSettings,
  type InfrastructureMode,
  type InfrastructureSettings,
} from './config.js';
import { startKafkaContainer, startPostgresContainer } from './docker/containers.js';
import { findEngine, IMAGES } from './docker/engine.js';
import { startEmbeddedKafka } from './embedded/kafka.js';
import { startEmbeddedPostgres } from './embedded/postgres.js';
import { Infrastructure } from './infrastructure.js';
import type { KafkaPart, PostgresPart, Purpose } from './parts.js';
import { Run } from './run.js';
import { text, type Say, type TextKey } from './texts.js';
import { givenKafka, givenPostgres } from './url.js';

export interface FindOptions {
  purpose: Purpose;
  /** Progress, one line each, for people. */
  report: (line: string) => void;
  /** Forces a way; otherwise `YICHU_INFRA`, otherwise all are tried in order. */
  mode?: InfrastructureMode;
  language?: Language;
  /** What this process ends with on Ctrl-C, SIGTERM or a closed terminal, once all is stopped. Default 128 + number. */
  exitCode?: number;
  /** False leaves signals to the caller. */
  handlesSignals?: boolean;
  settings?: InfrastructureSettings;
}

/**
 * Finds a PostgreSQL and a Kafka for one run of demo, dev, tests or bench: given by address, else
 * from a Docker engine, else embedded. All that is started ends with `stop`, with this process, or,
 * should it be killed, with the next run.
 *
 * @throws with one sentence that says what to install when none can be had.
 */
export async function findInfrastructure(options: FindOptions): Promise<Infrastructure> {
  const settings = options.settings ?? readInfrastructureSettings();
  const search: Search = {
    ...settings,
    mode: options.mode ?? settings.mode,
    purpose: options.purpose,
    say: (key, vars) => options.report(text(key, vars, options.language ?? settings.language)),
  };
  const crashed = await cleanUpCrashedRuns(search.home, (id) => search.say('crashed', { id }));
  const run = new Run(search.home, search.purpose);
  if (options.handlesSignals !== false) run.stopOnSignals(options.exitCode);
  try {
    const parts = await findParts(search, run, crashed);
    search.say('started', { part: 'PostgreSQL', description: parts.postgres.description });
    search.say('started', { part: 'Kafka', description: parts.kafka.description });
    return new Infrastructure(run, parts.postgres, parts.kafka);
  } catch (error) {
    await run.stop();
    throw error;
  }
}

interface Search extends InfrastructureSettings {
  purpose: Purpose;
  say: Say;
}

interface Parts {
  postgres: PostgresPart;
  kafka: KafkaPart;
}

/** Each part is found on its own: a given Postgres may go with an embedded Kafka. */
async function findParts(search: Search, run: Run, crashed: string[]): Promise<Parts> {
  const { mode } = search;
  const isUrl = mode === undefined || mode === 'url';
  const given = {
    databaseUrl: isUrl ? search.databaseUrl : undefined,
    kafkaBrokers: isUrl ? search.kafkaBrokers : undefined,
  };
  if (mode === 'url' && !(given.databaseUrl && given.kafkaBrokers))
    throw new Error(inBoth('no-url'));

  const wanted = [
    ...(given.databaseUrl ? [] : [IMAGES.postgres]),
    ...(given.kafkaBrokers ? [] : [IMAGES.kafka]),
  ];
  const mayUseDocker = (mode === undefined || mode === 'docker') && wanted.length > 0;
  const engine = mayUseDocker ? await findEngine(wanted, mode === 'docker', search.say) : undefined;
  if (mode === 'docker' && !engine) throw new Error(inBoth('no-docker'));

  const embedded = {
    postgres: () => startEmbeddedPostgres(run, search.purpose).catch(orSay('no-postgres')),
    kafka: () => startEmbeddedKafka(run, search.home, search.say).catch(orSay('no-kafka')),
  };
  const orEmbedded =
    <P>(start: () => Promise<P>) =>
    (error: unknown): Promise<P> => {
      if (mode === 'docker' || run.isStopping) throw error;
      search.say('no-container', { why: sentenceOf(error) });
      return start();
    };
  const postgres = given.databaseUrl
    ? givenPostgres(given.databaseUrl, run, crashed)
    : engine
      ? startPostgresContainer(engine, run, search.purpose).catch(orEmbedded(embedded.postgres))
      : embedded.postgres();
  const kafka = given.kafkaBrokers
    ? givenKafka(given.kafkaBrokers, run, crashed)
    : engine
      ? startKafkaContainer(engine, run).catch(orEmbedded(embedded.kafka))
      : embedded.kafka();
  // Both are awaited, also when one fails: what the other starts must be known before all is stopped.
  const [foundPostgres, foundKafka] = await Promise.allSettled([postgres, kafka]);
  if (foundPostgres.status === 'rejected') throw foundPostgres.reason;
  if (foundKafka.status === 'rejected') throw foundKafka.reason;
  return { postgres: foundPostgres.value, kafka: foundKafka.value };
}

function orSay(key: 'no-postgres' | 'no-kafka'): (error: unknown) => never {
  return (error) => {
    throw new Error(inBoth(key, { why: sentenceOf(error) }), { cause: error });
  };
}

/** A failure is read by whoever runs this, in whichever language: both. */
function inBoth(key: TextKey, vars: TextVars = {}): string {
  return `${text(key, vars)}\n${text(key, vars, 'en')}`;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
