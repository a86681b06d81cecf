import { Command } from 'commander';
import { request } from 'undici';
import type { ParkedView } from '../parked/parked.store.js';

interface Page {
  data: ParkedView[];
  next: string | null;
}

/** What the command needs of its surroundings, so that tests can give others. */
export interface Surroundings {
  print: (line: string) => void;
  settings: { url: string | undefined; token: string | undefined };
}

/** `npm run parked -- list | redrive <id> | discard <id> --reason <text> | resend --since <time>`, over the service's HTTP. */
export function parkedCommand({ print, settings }: Surroundings): Command {
  const program = new Command('parked')
    .description('Messages that a service could not handle: see them, run them again, give them up')
    .option('--url <url>', 'the service, as http://127.0.0.1:4002 (or SERVICE_URL)', settings.url)
    .option('--token <token>', 'a token of role operations (or TOKEN)', settings.token);
  const call = (method: 'GET' | 'POST', path: string, body?: object) => {
    const { url, token } = program.opts<{ url?: string; token?: string }>();
    if (!url || !token) throw new Error('Name the service with --url and give a --token.');
    return callService({ method, url: new URL(path, url), token, body });
  };

  program
    .command('list', { isDefault: true })
    .description('oldest first: id, place, reason, whether it holds its key back')
    .option('--bytes', 'with the bytes, base64')
    .action(async ({ bytes }: { bytes?: true }) => {
      let after: string | null = '';
      do {
        const query: string = after ? `?after=${after}` : '';
        const page = (await call('GET', `/v1/parked${query}`)) as Page;
        for (const row of page.data) print(lineOf(row, bytes ?? false));
        after = page.next;
      } while (after);
    });
  program
    .command('redrive <id>')
    .description('run it again, and then those that queued behind it')
    .action(async (id: string) => {
      print(JSON.stringify(await call('POST', `/v1/parked/${encodeURIComponent(id)}/redrive`, {})));
    });
  program
    .command('discard <id>')
    .description('give it up for good; those that queued behind it run')
    .requiredOption('--reason <text>', 'why; kept in the ledger')
    .action(async (id: string, { reason }: { reason: string }) => {
      const path = `/v1/parked/${encodeURIComponent(id)}/discard`;
      print(JSON.stringify(await call('POST', path, { reason })));
    });
  program
    .command('resend')
    .description('publish again, with the same ids, what the service wrote to its outbox')
    .requiredOption('--since <time>', 'from then on, as 2026-03-02T09:00:00+08:00')
    .action(async ({ since }: { since: string }) => {
      print(JSON.stringify(await call('POST', '/v1/outbox/resend', { since })));
    });
  return program;
}

function lineOf(row: ParkedView, withBytes: boolean): string {
  const place = `${row.topic}[${row.partition}]@${row.offset}`;
  const held = row.blocks ? 'holds its key back' : '';
  return [row.id, place, row.key ?? '-', row.reason, held, withBytes ? row.bytes : '']
    .filter(Boolean)
    .join('  ');
}

async function callService(given: {
  method: 'GET' | 'POST';
  url: URL;
  token: string;
  body: object | undefined;
}): Promise<unknown> {
  const { statusCode, body } = await request(given.url, {
    method: given.method,
    headers: { authorization: `Bearer ${given.token}`, 'content-type': 'application/json' },
    body: given.body ? JSON.stringify(given.body) : null,
  });
  const answer = (await body.json()) as { title?: string; detail?: string };
  if (statusCode >= 400) {
    throw new Error([statusCode, answer.title, answer.detail].filter(Boolean).join(' '));
  }
  return answer;
}
