import { Client } from 'pg';
import {
  latencies,
  percentiles,
  type Approval,
  type Arrival,
  type Latency,
  type Stack,
} from '#stack';

/** When, in milliseconds since 1970, each stage of one decision's way ended. */
interface Way {
  approved: number;
  /** Its order is on Kafka and marked so. */
  ordered: number;
  /** The registry's transaction began: fetched, and its signature believed. */
  takenByRegistry: number;
  changed: number;
  takenByPublisher: number;
  arrived: number;
}

const STAGES = {
  'approval → order on Kafka': ['approved', 'ordered'],
  'order on Kafka → registry begins': ['ordered', 'takenByRegistry'],
  'registry begins → change on Kafka': ['takenByRegistry', 'changed'],
  'change on Kafka → publisher begins': ['changed', 'takenByPublisher'],
  'publisher begins → first arrival': ['takenByPublisher', 'arrived'],
} as const satisfies Record<string, readonly [keyof Way, keyof Way]>;

/**
 * Where the time goes between approval and arrival. Nothing is measured for it: the services' own rows
 * say when each message was taken in and when it was on Kafka, all by the clock of one machine.
 */
export async function stages(
  { databases }: Pick<Stack, 'databases'>,
  approvals: readonly Approval[],
  arrivals: readonly (readonly Arrival[])[],
): Promise<Record<string, Latency>> {
  const orders = await published(databases.decision, 'repair-orders');
  const changes = await published(databases.registry, 'listing-changes');
  const inRegistry = await takenIn(databases.registry);
  const inPublisher = await takenIn(databases.publisher);
  const ways = approvals.flatMap((approval): Way[] => {
    const order = orders.get(approval.decisionId);
    const change = changes.get(approval.decisionId);
    const way = latencies([approval], arrivals);
    if (!order || !change || way.length === 0) return [];
    const approved = Date.parse(approval.approvedAt);
    return [
      {
        approved,
        ordered: order.at,
        takenByRegistry: inRegistry.get(order.id) ?? NaN,
        changed: change.at,
        takenByPublisher: inPublisher.get(change.id) ?? NaN,
        arrived: approved + Math.min(...way),
      },
    ];
  });
  return Object.fromEntries(
    Object.entries(STAGES).map(([name, [from, to]]) => {
      const { p50, p99 } = percentiles(ways.map((way) => way[to] - way[from]));
      return [name, { p50: tenths(p50), p99: tenths(p99) }];
    }),
  );
}

/** Of each decision, the message about it on `topic`: its id, and when it was marked as published. */
async function published(
  url: string,
  topic: string,
): Promise<Map<string, { id: string; at: number }>> {
  const rows = await ask<{ decision: string; id: string; at: number }>(
    url,
    `SELECT convert_from(o.payload, 'UTF8')::jsonb ->> 'correlationid' AS decision, o.id,
            extract(epoch FROM p.published_at)::float8 * 1000 AS at
       FROM outbox o JOIN outbox_progress p USING (seq) WHERE o.aggregatetype = $1`,
    [topic],
  );
  return new Map(rows.map(({ decision, id, at }) => [decision, { id, at }]));
}

async function takenIn(url: string): Promise<Map<string, number>> {
  const rows = await ask<{ id: string; at: number }>(
    url,
    `SELECT event_id AS id, extract(epoch FROM received_at)::float8 * 1000 AS at FROM inbox`,
    [],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function ask<Row extends object>(
  url: string,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function tenths(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(1));
}
