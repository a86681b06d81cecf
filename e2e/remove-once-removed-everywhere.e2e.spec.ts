import { call, type ApprovedDecision, type Listing, type Obligation, type Page } from '#stack';
import { eventually, RawTopics } from '#testing';
import { CourtAtWork } from './court-at-work.js';
import type { DemoProcess } from './demo-process.js';
import { runOf, startDemo, type Ready } from './ready-demo.js';

const SECOND = 1000;
const ENDED = ['verified', 'superseded', 'attested', 'closed'];

interface Decision extends ApprovedDecision {
  order: ApprovedDecision['order'] & { refusals: { reason: string }[] };
}

interface Parked {
  id: string;
  topic: string;
  reason: string;
  bytes: string;
  blocks: boolean;
}

/** One running demo for all stories; each uses listings of its own. */
describe('remove once, removed everywhere', () => {
  let demo: DemoProcess;
  let ready: Ready;
  let court: CourtAtWork;
  let onBroker: RawTopics;

  beforeAll(async () => {
    demo = await startDemo('--json');
    ready = JSON.parse(await demo.firstLine()) as Ready;
    court = new CourtAtWork(ready);
    onBroker = await RawTopics.open(runOf(ready));
  }, 180 * SECOND);

  afterAll(async () => {
    demo.signal('SIGTERM');
    await demo.exitCode;
  });

  const platform = (behaviour: string) => {
    const found = ready.subscribers.find((each) => each.behaviour === behaviour);
    if (!found) throw new Error(`no ${behaviour} platform`);
    return found;
  };
  const isOfTheDemo = (subscriber: string): boolean =>
    ready.subscribers.some(({ id }) => id === subscriber);
  const asOperations = <Answer>(path: string, body?: object): Promise<Answer> =>
    call(`${ready.urls.publisher}${path}`, {
      token: ready.tokens.operations,
      ...(body ? { method: 'POST', body } : {}),
    });
  const obligations = async (listing: string): Promise<Obligation[]> =>
    (await asOperations<Page<Obligation>>(`/v1/obligations?listing=${listing}`)).data;
  const shows = async (behaviour: string, listing: string): Promise<boolean> => {
    const url = platform(behaviour).lookupUrl.replace('{listingRef}', listing);
    return (await call<{ listed: boolean }>(url)).listed;
  };
  const decisionOf = (id: string): Promise<Decision> =>
    court.court.decision(id) as Promise<Decision>;
  /** Every obligation of this version has ended well, the lying platform's excepted. */
  const everywhere = (listing: string, version: number): Promise<Obligation[]> =>
    eventually(async () => {
      const found = (await obligations(listing)).filter(
        (each) => each.version === version && isOfTheDemo(each.subscriber),
      );
      const done = found.every(({ state, subscriber }) =>
        subscriber === platform('lying').id
          ? [...ENDED, 'contradicted'].includes(state)
          : state === 'verified',
      );
      return found.length === ready.subscribers.length && done && found;
    }, 60 * SECOND);
  const listEverywhere = async (): Promise<Listing> => {
    const listing = await court.list();
    await everywhere(listing.id, 1);
    return listing;
  };

  it(
    'invariant 1: given services that are killed while repairs are under way, then every obligation ends, and only the lie is open',
    async () => {
      const listings = await Promise.all(Array.from({ length: 6 }, () => listEverywhere()));
      const drafts = await Promise.all(listings.map(({ id }) => court.draft(id)));
      const approve = (index: number) => court.court.approve(drafts[index] ?? '');

      const approved = [await approve(0), await approve(1)];
      process.kill(ready.pids.publisher, 'SIGKILL');
      approved.push(await approve(2), await approve(3));
      process.kill(ready.pids.registry, 'SIGKILL');
      approved.push(await approve(4), await approve(5));
      process.kill(ready.pids.decision, 'SIGKILL');

      for (const { id } of listings) {
        const ended = await eventually(() => everywhere(id, 2), 90 * SECOND);
        const open = ended.filter(({ state }) => !ENDED.includes(state));
        expect(open.map(({ subscriber, state }) => ({ subscriber, state }))).toEqual([
          { subscriber: platform('lying').id, state: 'contradicted' },
        ]);
        expect(await shows('honest', id)).toBe(false);
        expect(await shows('pull', id)).toBe(false);
      }
      for (const { id } of approved) {
        const decision = await eventually(async () => {
          const now = await decisionOf(id);
          return now.propagation.verified === 3 && now;
        });
        expect(decision.order.outcome).toEqual({ result: 'APPLIED', version: 2 });
        expect(decision.propagation).toEqual({
          expected: 4,
          verified: 3,
          contradicted: 1,
          overdue: 0,
        });
        expect(decision.exceptions).toEqual([]);
      }
    },
    240 * SECOND,
  );

  it(
    'invariant 3: given a REMOVE overtaken by its RESTORE while a stream is paused, then the platform ends showing it again',
    async () => {
      const { streamId } = platform('honest');
      const listing = await listEverywhere();
      await asOperations(`/v1/streams/${streamId}/status`, { status: 'paused' });
      const removed = await court.repair(listing.id, 'P_EARLY');
      await eventually(async () => (await decisionOf(removed.id)).order.outcome !== null);
      await court.revoke(removed.id);
      await eventually(async () =>
        (await obligations(listing.id)).some(({ version }) => version === 3),
      );
      expect(await shows('honest', listing.id)).toBe(true);

      await asOperations(`/v1/streams/${streamId}/status`, { status: 'enabled' });
      await everywhere(listing.id, 3);
      for (const behaviour of ['honest', 'flaky', 'pull', 'lying']) {
        expect(await shows(behaviour, listing.id)).toBe(true);
      }
      const arrived = await call<{ data: { listing: string; eventType: string }[] }>(
        `${platform('honest').url}/deliveries`,
      );
      const types = arrived.data.filter((each) => each.listing === listing.id);
      expect(types.map(({ eventType }) => eventType)).toEqual([
        'listing.published.v1',
        'listing.removed.v1',
        'listing.restored.v1',
      ]);
    },
    120 * SECOND,
  );

  it(
    'invariant 2: given a platform that joins between publication and removal, then it is told of the removal only if it is an independent source',
    async () => {
      const listing = await listEverywhere();
      const join = (independentSource: boolean) =>
        asOperations<{ id: string }>('/v1/subscribers', {
          name: independentSource ? '自采平台' : '后来者',
          type: 'COMMERCIAL_CREDIT_PLATFORM',
          contract: {
            scope: {},
            lookup: { urlTemplate: 'http://127.0.0.1:9/lookup?ref={listingRef}' },
            probe: { consent: false, settleSeconds: 1 },
            deadline: { workingDays: 3 },
            independentSource,
          },
        });
      const crawler = await join(true);
      const newcomer = await join(false);
      await court.repair(listing.id);
      const told = await eventually(async () => {
        const found = (await obligations(listing.id)).filter(({ version }) => version === 2);
        return found.length > 0 && found.map(({ subscriber }) => subscriber);
      });
      expect(told).toContain(crawler.id);
      expect(told).not.toContain(newcomer.id);
      expect(told).toHaveLength(ready.subscribers.length + 1);
    },
    120 * SECOND,
  );

  it(
    'invariant 11: given a forged copy of a real order, then it is listed under its refusals and changes nothing',
    async () => {
      const listing = await court.list();
      const decision = await court.repair(listing.id, 'P_EARLY');
      const before = await eventually(async () => {
        const now = await decisionOf(decision.id);
        return now.order.outcome && now;
      });
      const real = (await onBroker.readAll('repair-orders')).find(({ value }) =>
        value.includes(decision.order.id),
      );
      if (!real) throw new Error('the order is not on its topic');
      const forged = Buffer.from(real.value.toString().replace('P_EARLY', 'D1_PERFORMED'));
      await onBroker.send('repair-orders', [
        { key: real.key, value: forged, headers: real.headers },
        { key: real.key, value: real.value },
      ]);

      const after = await eventually(async () => {
        const now = await decisionOf(decision.id);
        return now.order.refusals.length === 2 && now;
      });
      expect(after.order.refusals.map(({ reason }) => reason)).toEqual([
        'BAD_SIGNATURE',
        'BAD_SIGNATURE',
      ]);
      expect(after.order.outcome).toEqual(before.order.outcome);
      const now = await call<Listing>(`${ready.urls.registry}/v1/listings/${listing.id}`, {
        token: ready.tokens.officer,
      });
      expect(now).toMatchObject({ version: 2, state: 'DELETED' });
    },
    60 * SECOND,
  );

  it(
    'given poison on the orders topic, then it is parked with bytes and reason, the partition moves on, and it can be re-driven and discarded',
    async () => {
      const listing = await court.list();
      const order = (await onBroker.readAll('repair-orders')).at(-1);
      if (!order) throw new Error('no order was ever sent');
      const poison: [string, string][] = [
        ['malformed', 'not json at all'],
        ['truncated', order.value.subarray(0, 200).toString()],
        ['unknown version', order.value.toString().replace('order.issued.v1', 'order.issued.v9')],
        ['oversized', JSON.stringify({ filler: 'x'.repeat(300 * 1024) })],
      ];
      await onBroker.send(
        'repair-orders',
        poison.map(([, value]) => ({ key: listing.id, value, headers: order.headers })),
      );
      const registry = <Answer>(path: string, body?: object): Promise<Answer> =>
        call(`${ready.urls.registry}${path}`, {
          token: ready.tokens.operations,
          ...(body ? { method: 'POST', body } : {}),
        });
      const parked = await eventually(async () => {
        const { data } = await registry<Page<Parked>>('/v1/parked');
        return data.length === poison.length && data;
      });
      const texts = parked.map(({ bytes }) => Buffer.from(bytes, 'base64').toString());
      expect(texts.sort()).toEqual(poison.map(([, value]) => value).sort());
      expect(parked.every(({ reason, blocks }) => reason !== '' && !blocks)).toBe(true);

      const repaired = await court.repair(listing.id);
      await eventually(async () => (await decisionOf(repaired.id)).order.outcome !== null);

      await registry(`/v1/parked/${parked[0]?.id}/redrive`, {});
      const still = await registry<Page<Parked>>('/v1/parked');
      expect(still.data).toHaveLength(poison.length);
      for (const { id } of still.data) {
        await registry(`/v1/parked/${id}/discard`, { reason: '测试消息' });
      }
      expect((await registry<Page<Parked>>('/v1/parked')).data).toEqual([]);
    },
    60 * SECOND,
  );
});
