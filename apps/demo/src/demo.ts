import { readAttachSettings } from './config.js';
import { describeFailure } from './failure.js';
import type { DemoOptions } from './options.js';
import { play } from './play.js';
import { readyLine } from './result/ready-line.js';
import { report } from './result/report.js';
import { summarise, type Evidence, type Summary } from './result/summary.js';
import { text } from './texts.js';
import { attachTo, startHere, worldOf, type World } from './world.js';
import type { Stack } from '#stack';

/** Plays the cases and shows the result: once, or leaving everything up to look around in. */
export async function demo(options: DemoOptions): Promise<void> {
  const { lang } = options;
  let stack: Stack | undefined;
  let isPlaying = true;
  try {
    let world: World | undefined;
    const enter = async (say: (line: string) => void): Promise<World> => {
      if (options.attach) return (world = await attachTo(readAttachSettings(), lang));
      const staysUp = !options.once;
      const report = (line: string): void => (isPlaying ? say(line) : tell(line));
      stack = await startHere({ purpose: 'demo', language: lang, report, staysUp });
      return (world = worldOf(stack));
    };
    const title = text(options.attach ? 'step.attach' : 'step.start', {}, lang);
    const evidence = await play({ title, enter }, lang);
    isPlaying = false;
    if (world) await show(evidence, world, stack, options);
  } catch (error) {
    // On Ctrl-C everything fails, and nobody wants to read how.
    if (!stack?.infrastructure.run.isStopping) tell(describeFailure(error, stack, lang));
    await stack?.stop();
    process.exit(1);
  }
}

async function show(
  evidence: Omit<Evidence, 'seconds'>,
  world: World,
  stack: Stack | undefined,
  { once, json, attach, lang }: DemoOptions,
): Promise<void> {
  const timed = (): Evidence => ({ ...evidence, seconds: secondsSinceStart() });
  const ends = once || attach;
  const people = report(timed(), summarise(timed()), world, lang);
  (json ? tell : print)(people);
  if (!ends) {
    if (json && stack) print(JSON.stringify(readyLine(stack, evidence.platforms, process.pid)));
    tell(text('stay.up', {}, lang));
    stack?.infrastructure.run.onStop(async () => tell(text('stopping', {}, lang)));
    return;
  }
  if (stack) tell(text('stopping', {}, lang));
  await stack?.stop();
  const summary: Summary = summarise(timed());
  if (json) print(JSON.stringify(summary));
  process.exit(summary.ok ? 0 : 1);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Since this process started: what a person with a watch would measure, but for the install. */
function secondsSinceStart(): number {
  return Number(process.uptime().toFixed(1));
}
