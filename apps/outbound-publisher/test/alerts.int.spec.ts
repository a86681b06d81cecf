import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { newId } from '#contracts';
import { observePush } from '../src/delivery/metrics.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: Record<string, string>;
}

const file = fileURLToPath(new URL('../../../deploy/alerts.yml', import.meta.url));
const { groups } = parse(readFileSync(file, 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

/** What Prometheus would be given, by series; a label's value does not matter here. */
async function scrape(): Promise<Map<string, number>> {
  const text = await (await fetch(`${publisher.service.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** A dead webhook, a broken one, a snapshot, and a push: each figure has something to say. */
async function makeTrouble(): Promise<string> {
  const { id } = await publisher.enable();
  const { id: stream } = await publisher.open(id, 'http://127.0.0.1:9/hook');
  await publisher.setStatus(stream as string, 'paused');
  await publisher.takeIn(aListing().published());
  await publisher.rows(
    `UPDATE obligation SET apply_by = now() - interval '1 day', available_at = now() - interval '2 days'
     WHERE subscriber_id = $1`,
    [id],
  );
  await publisher.rows(`UPDATE stream SET status = 'enabled' WHERE id = $1`, [stream]);
  await publisher.rows(
    `INSERT INTO push_progress (stream_id, breaker) VALUES ($1, '{"state":"open"}')
     ON CONFLICT (stream_id) DO UPDATE SET breaker = excluded.breaker`,
    [stream],
  );
  await publisher.rows(
    `INSERT INTO snapshot (id, scope_key, scope, epoch, position, state, listings, added, changed, removed, created_at)
     VALUES ('snp_x', 'x', '{}', 1, 0, 'published', 0, 0, 0, 0, now() - interval '2 days')`,
  );
  const ended = { durationMs: 4, eventId: newId('evt'), finishedAt: new Date() };
  observePush({ ...ended, outcome: 'delivered' });
  observePush({ ...ended, outcome: 'timeout' });
  return stream as string;
}

describe('deploy/alerts.yml', () => {
  it('given every rule, then it says in both languages what is the matter and what to do', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, expr, for: lasting, labels, annotations } of rules) {
      expect(alert).toMatch(/^Yichu[A-Za-z]+$/);
      expect(expr.length).toBeGreaterThan(0);
      expect(lasting).toMatch(/^\d+[mh]$/);
      expect(['info', 'warning', 'critical']).toContain(labels.severity);
      expect(Object.keys(annotations).sort()).toEqual([
        ...['description', 'description_en', 'summary', 'summary_en'],
      ]);
      expect(annotations['summary']).toMatch(/\p{Script=Han}/u);
      expect(annotations['description']).toMatch(/请|无需/);
    }
  });

  it('given the promises, then each has its alert', () => {
    const all = rules.map(({ alert }) => alert);
    expect(all).toEqual(
      expect.arrayContaining([
        ...['YichuDeadlineHalfUsed', 'YichuDeadlineMostlyUsed', 'YichuDeadlineNearlyOver'],
        ...['YichuObligationsOverdue', 'YichuStreamDead', 'YichuBreakerOpen', 'YichuStreamLagging'],
        ...['YichuParkedMessages', 'YichuRelayStuck', 'YichuPublisherDown', 'YichuSnapshotOld'],
      ]),
    );
  });

  it('given every address that a rule names, then the service has it', async () => {
    const { paths } = (await (await fetch(`${publisher.service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const named = rules.flatMap(({ annotations }) =>
      Object.values(annotations).flatMap((text) => [
        ...text.matchAll(/\b(GET|POST|PATCH) (\/v1\/[\w/{}-]+)/g),
      ]),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const [, method = '', path = ''] of named) {
      const known = Object.keys(paths[path] ?? {});
      expect([path, known.includes(method.toLowerCase())]).toEqual([path, true]);
    }
  });

  it('given trouble, then every series that a rule names is in a live scrape', async () => {
    const stream = await makeTrouble();
    const series = await scrape();
    for (const { alert, expr } of rules) {
      for (const [, name = '', labels = ''] of expr.matchAll(/\b(yichu_\w+)(?:\{([^}]*)\})?/g)) {
        const found = [...series.keys()].filter(
          (one) => one === name || one.startsWith(`${name}{`),
        );
        const fitting = found.filter((one) =>
          labels.split(',').every((label) => label === '' || one.includes(label.trim())),
        );
        expect([alert, name, fitting.length > 0]).toEqual([alert, name, true]);
      }
      // Grouped by labels that the series have.
      for (const [, by = ''] of expr.matchAll(/by \(([^)]*)\) \((?:yichu_\w+)/g)) {
        const [, name = ''] = /by \([^)]*\) \((yichu_\w+)/.exec(expr) ?? [];
        const one = [...series.keys()].find((each) => each.startsWith(`${name}{`)) ?? '';
        const own = by.split(', ').filter((label) => label !== 'job');
        for (const label of own) expect(one).toContain(`${label}="`);
      }
    }
    const value = (name: string) => series.get(name) ?? NaN;
    expect(value('yichu_obligations_by_deadline{used="1"}')).toBe(1);
    expect(value(`yichu_stream_lag{stream="${stream}",channel="webhook",status="enabled"}`)).toBe(
      1,
    );
    expect(value(`yichu_stream_breaker_open{stream="${stream}"}`)).toBe(1);
    expect(value('yichu_snapshot_age_seconds')).toBeGreaterThan(129_600);
    expect(value('yichu_delivery_attempts_total{outcome="timeout"}')).toBeGreaterThanOrEqual(1);
    expect(value('yichu_parked_messages')).toBe(0);
  });

  it('given nothing has changed since the newest snapshot, then it is not old', async () => {
    await publisher.rows(
      `UPDATE snapshot SET position = (SELECT position FROM intake_head) WHERE id = 'snp_x'`,
    );
    // The figures of one second ago may still be shown.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await scrape()).get('yichu_snapshot_age_seconds')).toBeLessThan(1);
  });

  it('given a million obligations open, then a scrape reads no more than it counts to', async () => {
    const { id } = await publisher.enable();
    await publisher.rows(
      `INSERT INTO obligation (id, subscriber_id, listing_id, version, event_id, event_type, court_code, "offset",
         state, reach_by, apply_by, created_at)
       SELECT 'obl_' || lpad(i::text, 26, '0'), $1, 'lst_x', 1, 'evt_x', 'listing.published.v1', '皖0104', i,
         'expected', now(), now() + interval '1 day', now() FROM generate_series(1, 60000) i`,
      [id],
    );
    await publisher.rows('ANALYZE obligation');
    // The figures of one second ago may still be shown.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const started = performance.now();
    const series = await scrape();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(series.get('yichu_open_obligations{state="expected"}')).toBeGreaterThan(50_000);
    const plan = await publisher.rows(
      `EXPLAIN SELECT count(*) FROM (SELECT FROM obligation WHERE state = 'expected' LIMIT 2001) AS counted`,
    );
    expect(JSON.stringify(plan)).toMatch(/Index Only Scan|Limit/);
  });
});
