import { Pool } from 'undici';
import { percentiles, type Latency } from '#stack';
import { openLoop } from '../open-loop.js';
import { caseNumberOf, idNumberOf, isPerson, unitCodeOf } from './published-rows.js';

const CONNECTIONS = 20;
const WARM_UP_SECONDS = 3;

export interface LookUpRun {
  lookupMs: Latency;
  lookups: number;
  worstLagMs: number;
}

/**
 * Looks listings up at a steady rate whether or not earlier look-ups have ended: by case number (the
 * court reading back), by credit code (the public) and by a person's number (a subscriber), in turns.
 */
export async function lookUp(given: {
  registryUrl: string;
  token: string;
  rows: number;
  perSecond: number;
  seconds: number;
}): Promise<LookUpRun> {
  const { perSecond, seconds } = given;
  const pool = new Pool(given.registryUrl, { connections: CONNECTIONS });
  try {
    const act = (index: number): Promise<number> => timed(() => ask(pool, given, index));
    await openLoop({ count: perSecond * WARM_UP_SECONDS, perSecond }, act);
    const { results, worstLagMs } = await openLoop({ count: perSecond * seconds, perSecond }, act);
    return {
      lookupMs: rounded(percentiles(results)),
      lookups: results.length,
      worstLagMs: Math.round(worstLagMs),
    };
  } finally {
    await pool.close();
  }
}

async function ask(
  pool: Pool,
  { token, rows }: { token: string; rows: number },
  index: number,
): Promise<void> {
  const number = anyRow(rows, index);
  const { statusCode, body } = await pool.request({
    ...question(number, index),
    headers: headers(token),
  });
  const text = await body.text();
  if (statusCode !== 200 || !text.includes('"lst_')) {
    throw new Error(`Look-up ${index} answered ${statusCode}: ${text.slice(0, 300)}`);
  }
}

function question(number: number, index: number) {
  if (index % 3 === 0) {
    const path = `/v1/listings?caseNumber=${encodeURIComponent(caseNumberOf(number))}`;
    return { method: 'GET' as const, path };
  }
  return isPerson(number)
    ? {
        method: 'POST' as const,
        path: '/v1/subjects/status',
        body: JSON.stringify({ idNumber: idNumberOf(number) }),
      }
    : { method: 'GET' as const, path: `/v1/subjects/${unitCodeOf(number)}/status` };
}

function headers(token: string) {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

/** All over the list, and the same in every run; a third each of cases, units and persons. */
function anyRow(rows: number, index: number): number {
  const place = (index * 7_368_787) % rows;
  const wanted = index % 3 === 2 ? 0 : 1;
  const number = place + 1;
  if (index % 3 === 0 || number % 2 === wanted) return number;
  return number === rows ? number - 1 : number + 1;
}

function rounded({ p50, p99 }: Latency): Latency {
  const tenths = (value: number | null) => (value === null ? null : Math.round(10 * value) / 10);
  return { p50: tenths(p50), p99: tenths(p99) };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
