import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { findInfrastructure, type Infrastructure } from '#infrastructure';
import { startStack, type Stack } from '#stack';
import { positive, type Bench } from '../bench.js';
import { plannedChanges } from '../fanout/changes.js';
import { cpuNow, cpuPerThousand, perDelivery, round } from '../fanout/costs.js';
import { bare, closeFan, openFan, type Fan } from '../fanout/fan.js';
import { runPhase } from '../fanout/phase.js';
import { profilesIn, topSelfTimes } from '../fanout/profile.js';
import { withReturning, withWaiting } from '../fanout/stresses.js';
import { peakRssMiB } from '../process-figures.js';
import { preloadStatementCounts } from '../storage/publisher-tables.js';

interface Options {
  subscribers: number;
  changes: number;
  warmUp: number;
  publishers: number;
  waiting?: number;
  returning?: number;
  returningRate: number;
  othersLoad: number;
  statements: boolean;
  profile?: string;
}

type Say = (line: string) => void;

const TOP_FUNCTIONS = 30;

/** First listing change on Kafka → last delivery outcome recorded, beside a bare HTTP client's rate. */
export const fanout: Bench<Options> = {
  name: 'fanout',
  description: 'listing changes on Kafka → every delivery outcome recorded, beside bare HTTP',
  flags: (command) =>
    void command
      .option('--subscribers <count>', 'subscribers, each an origin of its own', positive, 50)
      .option('--changes <count>', 'listing changes', positive, 2000)
      .option('--warm-up <deliveries>', 'deliveries before the clock starts', positive, 5000)
      .option('--publishers <count>', 'publisher processes that share the work', positive, 1)
      .option(
        '--waiting <count>',
        'again, while so many obligations wait for dead streams',
        positive,
      )
      .option('--returning <count>', 'again, while one returns that missed so many', positive)
      .option('--returning-rate <pushes>', 'its limit per second', positive, 2000)
      .option('--others-load <share>', "of the measured rate, the others' meanwhile", positive, 0.5)
      .option('--statements', "print the publisher's statements, counted by Postgres", false)
      .option('--profile <folder>', "write the publisher's .cpuprofile, print its top functions"),

  run: async (options, say) => {
    const { publishers } = options;
    const profile = options.profile === undefined ? undefined : resolve(options.profile);
    const infrastructure = await findInfrastructure({ purpose: 'bench', report: say });
    if (options.statements) await countStatements(infrastructure);
    if (profile !== undefined) mkdirSync(profile, { recursive: true });
    const stack = await startStack({
      ...{ purpose: 'bench', services: ['publisher'], platforms: [], publishers, infrastructure },
      ...(profile !== undefined && {
        settings: { publisher: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` } },
      }),
      report: say,
    });
    try {
      return await measure(stack, options, say);
    } finally {
      await stack.stop();
      if (profile !== undefined) printProfiles(profile, say);
    }
  },
};

async function measure(stack: Stack, options: Options, say: Say) {
  const { subscribers, changes, waiting, returning } = options;
  say(`subscribing ${subscribers}`);
  const fan = await openFan(stack, subscribers);
  const plan = (count: number) => plannedChanges(count, fan.key);
  say('warming up');
  await runPhase(fan, await plan(Math.ceil(options.warmUp / subscribers)));
  const { figures, bareHttpPerSecond, ...costs } = await mainPhase(fan, options, say);
  const { deliveriesPerSecond: rate, latencyMs, total, distinct } = figures;

  const underWaiting =
    waiting === undefined
      ? {}
      : await withWaiting(fan, { waiting, planned: await plan(changes), without: rate }, say);
  const underReturning =
    returning === undefined
      ? {}
      : await withReturning(
          fan,
          {
            missed: returning,
            limit: options.returningRate,
            othersPerSecond: (rate * options.othersLoad) / subscribers,
          },
          say,
        );
  const rssMiB = Math.max(...stack.publishers.map((each) => peakRssMiB(each.pid())));
  await closeFan(fan);
  return {
    deliveriesPerSecond: round(rate, 0),
    bareHttpPerSecond: round(bareHttpPerSecond, 0),
    ratio: round(rate / bareHttpPerSecond, 3),
    cpuSecondsPer1000: costs.cpuSecondsPer1000,
    latencyMs,
    lost: total - distinct,
    duplicates: figures.duplicates,
    outOfOrder: figures.outOfOrder,
    rssMiB,
    seconds: round(figures.took, 1),
    postgresPerDelivery: costs.postgresPerDelivery,
    ...underWaiting,
    ...underReturning,
  };
}

/** The bare client is asked before and after, when nothing else is going on; its mean is the yardstick. */
async function mainPhase(fan: Fan, { changes, statements }: Options, say: Say) {
  const { stack, tables } = fan;
  const planned = await plannedChanges(changes, fan.key);
  say('posting with nothing but undici');
  const bareBefore = await bare(fan, planned);
  say(`sending ${changes} changes to ${fan.live.length}`);
  if (statements) await tables.forgetStatements();
  const [countersBefore, cpuBefore] = [await tables.counters(), cpuNow(stack)];
  const figures = await runPhase(fan, planned);
  const [cpuAfter, countersAfter] = [cpuNow(stack), await tables.counters()];
  if (statements) await printStatements(fan, changes, say);
  say('posting with nothing but undici');
  const bareAfter = await bare(fan, planned);
  return {
    figures,
    bareHttpPerSecond: (bareBefore + bareAfter) / 2,
    cpuSecondsPer1000: cpuPerThousand(cpuBefore, cpuAfter, figures.total),
    postgresPerDelivery: perDelivery(countersBefore, countersAfter, figures.total),
  };
}

/** The library that counts is read when the server starts. */
async function countStatements({ postgres }: Infrastructure): Promise<void> {
  if (!postgres.outage) throw new Error('--statements needs a Postgres that can be restarted.');
  await preloadStatementCounts(postgres.adminUrl);
  await postgres.outage.down();
  await postgres.outage.up();
}

async function printStatements({ tables }: Fan, changes: number, say: Say): Promise<void> {
  say('calls, rows and milliseconds per change, slowest first');
  for (const { query, calls, rows, ms } of await tables.statements()) {
    const figures = [calls, rows, ms].map((value) => round(value / changes, 3)).join('\t');
    say(`${figures}\t${query.slice(0, 150)}`);
  }
}

function printProfiles(folder: string, say: Say): void {
  for (const { file, profile } of profilesIn(folder)) {
    say(file);
    for (const { share, ms, function: name } of topSelfTimes(profile, TOP_FUNCTIONS)) {
      say(`${(share * 100).toFixed(1).padStart(5)} %  ${String(ms).padStart(6)} ms  ${name}`);
    }
  }
}
