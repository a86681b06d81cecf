import { createReadStream, readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { call } from '#stack';

const POLL_MS = 500;

interface ImportProgress {
  id: string;
  state: string;
  accepted: number;
  refused: number;
  flagged: number;
  bytesRead: number;
}

export interface ImportRun {
  rowsPerSecond: number;
  seconds: number;
  /** Resident memory of the service when a tenth of the file was in, and when all was. */
  rssMiB: { atTenth: number; atEnd: number };
}

/** Sends the file as a court would, and follows how far it is and what the service holds in memory. */
export async function importList(given: {
  registryUrl: string;
  token: string;
  file: string;
  rows: number;
  pid: number;
  say: (line: string) => void;
}): Promise<ImportRun> {
  const { registryUrl, token, file, rows, pid, say } = given;
  const url = `${registryUrl}/v1/imports`;
  const bytes = statSync(file).size;
  let atTenth = 0;
  const sent = new AbortController();
  const following = (async () => {
    for (let percent = 0; ;) {
      await pause(POLL_MS, undefined, { signal: sent.signal }).catch(() => undefined);
      if (sent.signal.aborted) return;
      const { data } = await call<{ data: ImportProgress[] }>(`${url}?limit=1`, { token });
      const done = Math.floor((100 * (data[0]?.bytesRead ?? 0)) / bytes);
      if (done >= 10 && atTenth === 0) atTenth = rssMiB(pid);
      if (done >= percent + 10) say(`${done} %, ${data[0]?.accepted} rows, ${rssMiB(pid)} MiB`);
      percent = Math.max(percent, done - (done % 10));
    }
  })();
  say(`${rssMiB(pid)} MiB before`);
  const start = performance.now();
  const answer = await request(`${url}?mode=baseline&full=true`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'content-length': String(bytes),
    },
    body: createReadStream(file),
    // It answers when all is in.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const result = (await answer.body.json()) as ImportProgress;
  const seconds = (performance.now() - start) / 1000;
  sent.abort();
  await following;
  if (answer.statusCode !== 201 || result.accepted !== rows || result.flagged > 0) {
    throw new Error(`The import ended with ${answer.statusCode}: ${JSON.stringify(result)}`);
  }
  const atEnd = rssMiB(pid);
  return { rowsPerSecond: Math.round(rows / seconds), seconds, rssMiB: { atTenth, atEnd } };
}

/** Resident memory of a process now. Linux only. */
function rssMiB(pid: number): number {
  return statusMiB(pid, 'VmRSS');
}

/** The most that it ever had. */
export function peakRssMiB(pid: number): number {
  return statusMiB(pid, 'VmHWM');
}

function statusMiB(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  return Math.round(kilobytes / 1024);
}
