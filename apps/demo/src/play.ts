import type { ListrTask } from 'listr2';
import type { Language } from '#i18n';
import {
  arrivalsAt,
  Court,
  ObligationWatch,
  Operations,
  registerPlatform,
  type Platform,
} from '#stack';
import { casesFromLife } from './cases/cases-from-life.js';
import { inTurn } from './cases/in-turn.js';
import { restOfTheList } from './cases/rest-of-the-list.js';
import {
  publishControl,
  publishRest,
  runCase,
  type CaseOutcome,
  type Stage,
} from './cases/run-case.js';
import { inSteps, tellStep } from './progress.js';
import type { Evidence } from './result/summary.js';
import { text } from './texts.js';
import type { World } from './world.js';

/** What the steps hand on to one another. */
interface Play {
  world?: World;
  platforms: Platform[];
  outcomes: CaseOutcome[];
  /** Listings that no decision touches. */
  rest: string[];
  evidence?: Omit<Evidence, 'seconds'>;
}

/**
 * Plays all cases side by side in the world that `entry` opens, each step shown while it runs.
 * @returns what there is to be seen afterwards.
 */
export async function play(
  entry: { title: string; enter: (say: (line: string) => void) => Promise<World> },
  language: Language,
): Promise<Omit<Evidence, 'seconds'>> {
  const context: Play = { platforms: [], outcomes: [], rest: [] };
  const say = (key: Parameters<typeof text>[0]): string => text(key, {}, language);
  await inSteps<Play>(context, [
    {
      title: entry.title,
      task: async (play, task) => {
        play.world = await entry.enter((line) => (task.output = line));
      },
    },
    {
      title: say('step.register'),
      task: async (play) => {
        const { platforms, urls, tokens } = entered(play);
        play.platforms = await Promise.all(
          platforms.map((platform) =>
            registerPlatform(platform, urls.publisher, tokens.operations),
          ),
        );
      },
    },
    {
      title: say('step.cases'),
      task: (play, task) =>
        task.newListr(caseSteps(play, say), { concurrent: true, exitOnError: true }),
    },
    {
      title: say('step.final'),
      task: async (play) => {
        play.evidence = await gather(play);
      },
    },
  ]);
  if (!context.evidence) throw new Error('The cases ended without evidence.');
  return context.evidence;
}

function caseSteps(
  play: Play,
  say: (key: Parameters<typeof text>[0]) => string,
): ListrTask<Play>[] {
  const { urls, tokens, caseOffset } = entered(play);
  const now = (): Date => new Date();
  const court = new Court(urls, tokens);
  const operations = new Operations(urls.publisher, tokens.operations);
  const watch = new ObligationWatch(
    operations,
    play.platforms.map(({ id }) => id),
  );
  const cases = casesFromLife(now(), caseOffset);
  const control = cases.find(({ staysListed }) => staysListed)?.staysListed;
  if (!control) throw new Error('One case must leave a record standing.');
  const stays = Promise.all([
    publishControl(control, { court, watch, now }),
    publishRest(restOfTheList(control), { court, watch }),
  ]).then(([staying, rest]) => {
    play.rest = rest;
    return staying;
  });
  // Each case awaits it, and fails with it, when it gets there.
  stays.catch(() => undefined);
  const stage: Stage = { court, watch, now, stays, pen: inTurn() };
  return cases.map((life, i) => {
    const title = say(`case.${life.name}`);
    return {
      title,
      task: async (_, task): Promise<void> => {
        play.outcomes[i] = await runCase(life, stage, (step) => {
          tellStep(task, title, say(`doing.${step}`));
        });
        task.title = title;
      },
    };
  });
}

/** What the publisher says of every obligation, and what the platforms say arrived. */
async function gather(play: Play): Promise<Omit<Evidence, 'seconds'>> {
  const { urls, tokens, infrastructure } = entered(play);
  const { platforms, outcomes, rest } = play;
  const ours = new Set(platforms.map(({ id }) => id));
  const [all, arrivals] = await Promise.all([
    new Operations(urls.publisher, tokens.operations).obligations(),
    Promise.all(platforms.map(arrivalsAt)),
  ]);
  // Where the demo was run before, its earlier subscriptions are still owed things.
  const obligations = all.filter(({ subscriber }) => ours.has(subscriber));
  return { infrastructure, platforms, outcomes, rest, obligations, arrivals };
}

function entered({ world }: Play): World {
  if (!world) throw new Error('Nothing has been started yet.');
  return world;
}
