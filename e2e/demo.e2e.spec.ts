import { request } from 'undici';
import { TOPICS, type Topic } from '#contracts';
import { call, untilReady, type Obligation, type Page } from '#stack';
import { eventually, RawTopics } from '#testing';
import type { DemoProcess } from './demo-process.js';
import { identityNumbersIn } from './identity-numbers.js';
import { logsOf } from './logs-of.js';
import { runOf, startDemo, type Ready } from './ready-demo.js';
import { processesOfRun } from './run-processes.js';

const SECOND = 1000;
const ALL_TOPICS = Object.keys(TOPICS) as Topic[];

describe('npm run demo -- --once --json', () => {
  it(
    'given the cases have ended, then only the lying platform is open, and it exits 0',
    async () => {
      const demo = await startDemo('--once', '--json');
      const exitCode = await demo.exitCode;
      expect(demo.stdout).toHaveLength(1);
      const summary = JSON.parse(demo.stdout[0] ?? '');

      expect({ exitCode, ...summary }).toEqual({
        exitCode: 0,
        ok: true,
        infrastructure: { kafka: expect.any(String), postgres: expect.any(String) },
        decisions: 6,
        subscribers: 4,
        // 26 listings published and six decisions, each owed to four platforms.
        obligations: 128,
        received: 128,
        // All but four lies, and the shield that the lying platform ignored until it was revoked.
        verified: 123,
        open: Array.from({ length: 4 }, () => ({
          subscriber: summary.open[0].subscriber,
          listing: expect.stringMatching(/^lst_/),
          state: 'contradicted',
        })),
        latencyMs: { p50: expect.any(Number), p99: expect.any(Number) },
        seconds: expect.any(Number),
      });
    },
    120 * SECOND,
  );
});

/** One demo for all of these, in this order: the last one ends it. */
describe('npm run demo -- --json', () => {
  let demo: DemoProcess;
  let ready: Ready;
  let runId: string;

  beforeAll(async () => {
    demo = await startDemo('--json');
    ready = JSON.parse(await demo.firstLine()) as Ready;
    runId = runOf(ready);
  }, 120 * SECOND);

  afterAll(async () => {
    demo.signal('SIGTERM');
    await demo.exitCode;
  });

  it('given the cases have ended, then the READY line has all that a script needs to go on', async () => {
    expect(ready).toMatchObject({ ready: true, pid: demo.pid, court: '皖0104' });
    const behaviours = ready.subscribers.map(({ behaviour }) => behaviour);
    expect(behaviours).toEqual(['honest', 'flaky', 'lying', 'pull']);
    expect(Object.keys(ready.kafka.topics)).toEqual(ALL_TOPICS);

    const honest = `${ready.urls.publisher}/v1/obligations?subscriber=${ready.subscribers[0]?.id}`;
    const { data } = await call<Page<Obligation>>(honest, { token: ready.tokens.operations });
    expect(data).toHaveLength(32);
  });

  it('given its tokens, then they live for twelve hours more at least', () => {
    for (const token of Object.values(ready.tokens)) {
      const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
      expect(JSON.parse(claims).exp).toBeGreaterThan(Date.now() / SECOND + 12 * 60 * 60);
    }
  });

  it('invariant 9: no identity number or name of a person in Kafka, logs, metrics or output', async () => {
    const onBroker = await RawTopics.open(runId);
    const topics = await Promise.all(ALL_TOPICS.map((topic) => onBroker.readAll(topic)));
    const messages = topics
      .flat()
      .map(({ key, headers, value }) =>
        [key, JSON.stringify(headers), value.toString()].join('\n'),
      );
    const metrics = await Promise.all(
      Object.values(ready.urls).map(async (url) => (await request(`${url}/metrics`)).body.text()),
    );
    const logs = logsOf(runId);
    // Six publications, six orders with their outcomes and changes, and what became of each change.
    expect(messages.length).toBeGreaterThan(24);
    expect(logs.length).toBeGreaterThanOrEqual(7);

    const everything = [...messages, ...metrics, ...logs, ...demo.stdout, ...demo.stderr];
    const today = new Date().toISOString().slice(0, 10);
    expect(identityNumbersIn('an id such as 340104190006150018 is found', today)).toHaveLength(1);
    expect(everything.flatMap((text) => identityNumbersIn(text, today))).toEqual([]);
    expect(everything.filter((text) => text.includes('许望秋'))).toEqual([]);
    // The logger would have struck one out: nobody may even have tried.
    expect(logs.filter((log) => log.includes('[identity number]'))).toEqual([]);
  });

  it('given a service is killed, then it is started again on its port', async () => {
    const killed = ready.pids.registry;
    process.kill(killed, 'SIGKILL');
    await eventually(() => !processesOfRun(runId).includes(killed));
    await untilReady(`${ready.urls.registry}/readyz`, 30 * SECOND);
  });

  it('given SIGTERM, then it exits 0 within 15 s and leaves no child', async () => {
    expect(processesOfRun(runId).length).toBeGreaterThanOrEqual(7);
    const asked = performance.now();
    process.kill(ready.pid, 'SIGTERM');
    expect(await demo.exitCode).toBe(0);
    expect(performance.now() - asked).toBeLessThan(15 * SECOND);
    expect(processesOfRun(runId)).toEqual([]);
  });
});
