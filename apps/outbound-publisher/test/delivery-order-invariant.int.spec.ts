import fc from 'fast-check';
import { FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { ReplayRunner } from '../src/replays/replay-runner.js';
import { aListing, RestrictionBuilder } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { anotherEngine, dies } from './pushes.js';
import { TestPlatform, type ScriptedAnswer } from './test-platform.js';

const HOUR = 3_600_000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let platform: TestPlatform;
let engines: DeliveryEngine[];
/** Answers that the platform still owes, until they are let go. */
const owed: (() => void)[] = [];
let isSlow = false;
/** Drains that wait for answers. */
const underWay: Promise<unknown>[] = [];

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
  platform = await new TestPlatform().start();
  engines = [publisher.service.get(DeliveryEngine), anotherEngine(publisher)];
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

async function openStream(contract: object) {
  const { id } = await publisher.enable(contract);
  const { id: streamId } = (await publisher.open(id, platform.webhook)) as { id: string };
  return { id, streamId };
}

/** From now on the platform answers so; a slow one only when it is let go. */
function answerWith(answer: ScriptedAnswer): void {
  platform.answer = () =>
    isSlow ? new Promise((resolve) => owed.push(() => resolve(answer))) : answer;
}

async function letGo(): Promise<void> {
  isSlow = false;
  while (underWay.length > 0 || owed.length > 0) {
    const drains = Promise.all(underWay.splice(0));
    for (const go of owed.splice(0)) go();
    await drains;
  }
}

/** Both engines push what is due; from a slow platform nobody waits for answers. */
async function deliver(): Promise<void> {
  const drained = Promise.all(engines.map((engine) => engine.drain()));
  if (!isSlow) return void (await drained);
  underWay.push(drained);
  // However far they come by then: what is claimed is claimed, and the rest follows later.
  await Promise.race([drained, publisher.rows('SELECT pg_sleep(0.05)')]);
}

describe('invariant 3: no delivery of an older version starts after a newer one was started', () => {
  it('holds for any interleaving of changes, failures, slow answers, pauses, resends, replays, crashes and two engines', async () => {
    const subscribers = [await openStream({}), await openStream({ stateTransfer: true })];
    const setAll = (status: string) =>
      Promise.all(subscribers.map(({ streamId }) => publisher.setStatus(streamId, status)));
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 16 }), async (steps) => {
        const listing = aListing();
        const restriction = new RestrictionBuilder(listing.id);
        let taken = 0;
        let lifted = 0;
        answerWith({ status: 204 });
        for (const step of steps) {
          switch (step.kind) {
            case 'change':
              taken += 1;
              await publisher.takeIn(nextChange(listing, taken));
              break;
            case 'lift':
              // On another partition: it may well come before the listing, and then waits for it.
              lifted = (await lift(restriction)).data.version;
              break;
            case 'answer':
              answerWith(step.answer);
              break;
            case 'slow':
              isSlow = true;
              break;
            case 'let-go':
              await letGo();
              break;
            case 'pause':
            case 'enable':
              await setAll(step.kind === 'pause' ? 'paused' : 'enabled');
              break;
            case 'later':
              clock.advance(step.by);
              break;
            case 'resend':
              await resend(listing.id);
              break;
            case 'replay':
              await replay(listing.id);
              break;
            case 'crash':
              await crash();
              break;
            case 'deliver':
              await deliver();
              break;
          }
        }
        await letGo();
        // What was let go is recorded before the time comes at which it is tried again.
        for (const engine of engines) await engine.drain();
        answerWith({ status: 204 });
        await setAll('enabled');
        clock.advance(24 * HOUR);
        // Twice: one of them may give a stream back that the other one then takes.
        for (const engine of [...engines, ...engines]) await engine.drain();
        for (const { id } of subscribers) {
          const started = platform.versionsOf(listing.id, id);
          expect(started).toEqual([...started].sort((a, b) => a - b));
          // And the newest version always arrives.
          if (taken > 0) expect(started.at(-1)).toBe(taken);
          // A restriction's lifts have an order of their own, and wait for nothing of the listing.
          const lifts = platform.versionsOf(listing.id, id, restriction.id);
          expect(lifts).toEqual([...lifts].sort((a, b) => a - b));
          if (taken > 0 && lifted > 0) expect(lifts.at(-1)).toBe(lifted);
        }
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});

/** The second process dies with whatever it has under way, and is started anew. */
async function crash(): Promise<void> {
  if (engines[1]) await dies(publisher, engines[1]);
  engines[1] = anotherEngine(publisher);
}

/** Whatever it is that somebody wants to have again: refused where something newer says what counts. */
async function resend(listing: string): Promise<void> {
  for (const { id } of await publisher.obligations(`?listing=${listing}`)) {
    const { status } = await publisher.post(`/v1/obligations/${String(id)}/resend`, {});
    expect([200, 409]).toContain(status);
  }
}

async function replay(listing: string): Promise<void> {
  const { status } = await publisher.post('/v1/replays', { listing });
  // A listing of which only a lift is known is refused.
  expect([201, 422]).toContain(status);
  await publisher.service.get(ReplayRunner).drain();
}

async function lift(restriction: RestrictionBuilder) {
  const change = restriction.lifted();
  await publisher.takeIn(change);
  return change;
}

function nextChange(listing: ReturnType<typeof aListing>, version: number) {
  if (version === 1) return listing.published();
  return version % 2 === 0 ? listing.removed() : listing.restored();
}

const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'change' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'lift' as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { kind: 'answer' as const, answer: { status: 204 } },
      { kind: 'answer' as const, answer: { status: 422 } },
      { kind: 'answer' as const, answer: { status: 503, headers: { 'retry-after': '30' } } },
      { kind: 'answer' as const, answer: { status: 500 } },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom({ kind: 'slow' as const }, { kind: 'let-go' as const }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ kind: 'pause' as const }, { kind: 'enable' as const }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(6_000, 60_000, 13 * HOUR)
      .map((by) => ({ kind: 'later' as const, by })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom({ kind: 'resend' as const }, { kind: 'replay' as const }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
);
