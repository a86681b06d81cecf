import { parentPort } from 'node:worker_threads';
import type { Paper, TypesetPaper } from './typesetting/block.js';
import { openFonts } from './typesetting/fonts.js';
import { typeset } from './typesetting/typeset.js';

export interface RenderJob {
  id: number;
  paper: Paper;
}

export type RenderResult =
  { id: number; ok: true; typeset: TypesetPaper } | { id: number; ok: false; message: string };

/** The thread that papers are made on, so that the service answers meanwhile. */
const fonts = openFonts();

parentPort?.on('message', ({ id, paper }: RenderJob) => {
  void render(id, paper).then((result) => parentPort?.postMessage(result));
});

async function render(id: number, paper: Paper): Promise<RenderResult> {
  try {
    return { id, ok: true, typeset: await typeset(paper, fonts) };
  } catch (error) {
    // Only what went wrong: a message of a library might repeat the paper's words.
    const message = error instanceof Error ? error.name : 'Error';
    return { id, ok: false, message };
  }
}
