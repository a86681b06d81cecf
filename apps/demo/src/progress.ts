import { Listr, ListrLogger, ProcessOutput, type ListrTask } from 'listr2';

/** Progress goes to stderr, so that stdout keeps the result alone; without a terminal it is plain lines. */
const logger = new ListrLogger({
  useIcons: false,
  processOutput: new ProcessOutput(process.stderr, process.stderr),
});

const SHOW_CURSOR = '\u001b[?25h';

/** Runs steps one after another, each shown while it runs. */
export async function inSteps<Context extends object>(
  context: Context,
  steps: ListrTask<Context>[],
): Promise<void> {
  // The renderer hides the cursor, and a Ctrl-C leaves it no time to show it again.
  if (process.stderr.isTTY) process.once('exit', () => process.stderr.write(SHOW_CURSOR));
  const options = { concurrent: false, exitOnError: true, registerSignalListeners: false };
  await (
    process.stderr.isTTY
      ? new Listr<Context, 'default'>(steps, {
          ...options,
          renderer: 'default',
          rendererOptions: { logger, collapseSubtasks: false },
        })
      : new Listr<Context, 'simple'>(steps, {
          ...options,
          renderer: 'simple',
          rendererOptions: { logger },
        })
  ).run(context);
}

/** Says what a step is doing: in its own line on a terminal, else as a line that names the step. */
export function tellStep(
  task: { title: string | undefined; output: string },
  title: string,
  doing: string,
): void {
  const line = `${title} · ${doing}`;
  if (process.stderr.isTTY) task.title = line;
  else task.output = line;
}
