import { execFile } from 'node:child_process';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Language } from '#i18n';
import { projectRoot } from '#infrastructure';
import { DUTIES, PROGRAMS, registerPlatform } from '#stack';
import { describeFailure } from './failure.js';
import { text } from './texts.js';
import { startHere } from './world.js';

const run = promisify(execFile);
/** An editor that saves many files at once costs one restart. */
const CALM_MS = 300;

/** The stack without the cases; a changed source is built and the services start again with it. */
export async function develop(language: Language): Promise<void> {
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  try {
    const stack = await startHere({ purpose: 'dev', language, report: tell, staysUp: true });
    const { urls, tokens } = stack;
    for (const platform of stack.platforms) {
      await registerPlatform(platform, urls.publisher, tokens.operations);
    }
    tell(JSON.stringify({ urls, tokens }, undefined, 2));
    tell(text('dev.up', {}, language));
    for await (const _ of changes(['apps', 'libs'])) {
      try {
        await run('npm', ['run', '--silent', 'build'], { cwd: projectRoot() });
        await Promise.all(DUTIES.map((duty) => stack.restart(duty)));
        for (const duty of DUTIES) {
          tell(text('dev.restarted', { service: PROGRAMS[duty] }, language));
        }
      } catch (error) {
        // A slip of the keyboard: said, and mended with the next save.
        tell(describeFailure(error, stack, language));
      }
    }
  } catch (error) {
    tell(describeFailure(error, undefined, language));
    process.exit(1);
  }
}

/** Yields once for each burst of changed source files. */
async function* changes(folders: readonly string[]): AsyncGenerator<undefined> {
  let changed = Promise.withResolvers<undefined>();
  const follow = async (folder: string): Promise<void> => {
    for await (const { filename } of watch(join(projectRoot(), folder), { recursive: true })) {
      if (filename?.endsWith('.ts') && !filename.endsWith('.spec.ts')) changed.resolve(undefined);
    }
  };
  for (const folder of folders) void follow(folder);
  for (;;) {
    await changed.promise;
    await pause(CALM_MS);
    changed = Promise.withResolvers();
    yield undefined;
  }
}
