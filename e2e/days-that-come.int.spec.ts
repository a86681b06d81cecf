import type { ObjectLiteral } from 'typeorm';
import { TimerLoop } from '../apps/blacklist-registry/src/timers/timer-loop.js';
import { anOrder } from '../apps/blacklist-registry/test/order-builder.js';
import { AppModule as PublisherModule } from '../apps/outbound-publisher/src/app.module.js';
import { publisherMigrations } from '../apps/outbound-publisher/src/storage/migrations/index.js';
import type { OrderIssued } from '#contracts';
import { UnitOfWork } from '#messaging';
import { call, type Listing, type Page } from '#stack';
import { drain, FixedClock, startTestService, type TestService } from '#testing';
import { startRegistry } from './started-registry.js';

const COURT = '皖0104';
const DAY = 24 * 60 * 60 * 1000;
/** Noon in China. */
const START = new Date('2026-03-02T04:00:00Z');

/** The registry and the publisher as they are, on one clock that a test moves. */
describe('changes that come of a day, and of no decision', () => {
  const clock = new FixedClock(START);
  let registry: TestService;
  let publisher: TestService;
  let officer: string;
  let operations: string;
  let caseNo = 1;

  beforeAll(async () => {
    registry = await startRegistry(clock);
    publisher = await startTestService({
      name: 'outbound-publisher',
      migrations: publisherMigrations,
      clock,
      module: (config) =>
        PublisherModule.with({
          ...config,
          privateNetworks: ['127.0.0.0/8'],
          secretsKey: Buffer.alloc(32, 9),
        }),
    });
    officer = await registry.token({ sub: 'officer-li', role: 'officer', court: COURT });
    operations = await publisher.token({ sub: 'operations', role: 'operations' });
    await call(`${publisher.url}/v1/subscribers`, {
      method: 'POST',
      token: operations,
      body: {
        name: '甲信用查询平台',
        type: 'COMMERCIAL_CREDIT_PLATFORM',
        contract: {
          scope: {},
          lookup: { urlTemplate: 'http://127.0.0.1:9/lookup?ref={listingRef}' },
          probe: { consent: true, settleSeconds: 1 },
          independentSource: false,
        },
      },
    });
  });
  afterAll(() => Promise.all([registry.close(), publisher.close()]));

  /** Moves the clock on, lets the registry do what that day brings, and all others hear of it. */
  async function daysLater(days: number): Promise<void> {
    clock.advance(days * DAY);
    await registry.get(TimerLoop).drain();
    await drain(registry, publisher);
  }

  async function list(more: object): Promise<Listing> {
    const listing: Listing = await call(`${registry.url}/v1/listings`, {
      method: 'POST',
      token: officer,
      body: {
        caseNumber: `（2026）${COURT}执${caseNo++}号`,
        subject: { type: 'UNIT', name: '合肥试行贸易有限公司', uscc: '91340100TE5T000167' },
        grounds: ['L1_ABLE_BUT_REFUSES'],
        instrument: { number: '（2025）皖0104民初456号', maker: '合肥市蜀山区人民法院' },
        duty: '支付货款 12,000 元',
        performance: 'NONE',
        filedOn: '2026-01-15',
        decidedOn: '2026-03-02',
        ...more,
      },
    });
    await drain(registry, publisher);
    return listing;
  }

  /** The court orders, as the decision service would write it, at this moment. */
  async function order(listing: Listing, more: Partial<OrderIssued['data']>): Promise<void> {
    const event = anOrder(listing.id, { effectiveAt: clock.now().toISOString(), ...more });
    const signWith = registry.keys.of(`court:${COURT}`);
    await registry
      .get(UnitOfWork)
      .run((tx) => tx.publish({ topic: 'repair-orders', event, signWith }));
    await drain(registry, publisher);
  }

  const dayFromNow = (days: number): string =>
    new Date(clock.now().getTime() + days * DAY).toISOString().slice(0, 10);

  /** What the platform was asked to do about the listing, oldest first. */
  async function asked(listing: Listing): Promise<ObjectLiteral[]> {
    const { data } = await call<Page<ObjectLiteral>>(
      `${publisher.url}/v1/obligations?listing=${listing.id}`,
      { token: operations },
    );
    return data.map(({ eventType, version }) => ({ eventType, version }));
  }

  it('given a grace (宽限期), then nobody hears of the listing until the day after its last', async () => {
    const listing = await list({ grace: { until: dayFromNow(60) } });
    expect(listing.state).toBe('GRACE');
    await daysLater(60);
    expect(await asked(listing)).toEqual([]);
    await daysLater(1);
    expect(await asked(listing)).toEqual([{ eventType: 'listing.published.v1', version: 2 }]);
  });

  it('given a listing with a term (期限), then whoever was told of it is told when the term is over', async () => {
    const listing = await list({ grounds: ['L4_ASSET_REPORT'], decidedOn: dayFromNow(0) });
    await daysLater(2 * 365 - 1);
    expect(await asked(listing)).toEqual([{ eventType: 'listing.published.v1', version: 1 }]);
    await daysLater(3);
    expect(await asked(listing)).toEqual([
      { eventType: 'listing.published.v1', version: 1 },
      { eventType: 'listing.removed.v1', version: 2 },
    ]);
  });

  it('given a shield (暂时屏蔽), then the record comes back by itself the day after its last', async () => {
    const listing = await list({});
    const until = dayFromNow(90);
    await order(listing, { action: 'SHIELD', basis: 'T_TEMP_SHIELD', until });
    await daysLater(90);
    expect(await asked(listing)).toEqual([
      { eventType: 'listing.published.v1', version: 1 },
      { eventType: 'listing.shielded.v1', version: 2 },
    ]);
    await daysLater(1);
    expect((await asked(listing)).at(-1)).toEqual({
      eventType: 'listing.restored.v1',
      version: 3,
    });
  });

  it('given a temporary lift (暂时解除限制消费), then its end is no message, and a later lift is passed on all the same', async () => {
    const listing = await list({
      subject: { type: 'PERSON', name: '霍试雪', idNumber: '110101190003070029' },
      restrictions: [{ kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' }],
    });
    const { data } = await call<{ data: { id: string }[] }>(
      `${registry.url}/v1/listings/${listing.id}/restrictions`,
      { token: officer },
    );
    const restrictionRef = data[0]?.id ?? '';
    const lift = (more: object) => ({ action: 'LIFT' as const, until: null, ...more });
    await order(listing, {
      ...lift({ basis: 'R_TEMPORARY_NEED' }),
      liftRestrictions: [
        {
          restrictionRef,
          basis: 'R_TEMPORARY_NEED',
          until: dayFromNow(20),
          approvedBy: 'PRESIDENT',
        },
      ],
    });
    await daysLater(21);
    await order(listing, {
      ...lift({ basis: 'R_GUARANTEE', orderNo: 2 }),
      liftRestrictions: [{ restrictionRef, basis: 'R_GUARANTEE' }],
    });
    const lifts = (await asked(listing)).filter(
      ({ eventType }) => eventType === 'restriction.lifted.v1',
    );
    // In between, version 3 bound again: nobody was told, and nothing waits for it.
    expect(lifts.map(({ version }) => version as number)).toEqual([2, 4]);
  });

  it('given the registry was down on the day, then it does once what was due when it is back', async () => {
    const listing = await list({ publishOn: dayFromNow(2) });
    expect(listing.state).toBe('DECIDED');
    await registry.close();
    clock.advance(5 * DAY);
    await registry.start();
    await daysLater(0);
    await daysLater(1);
    expect(await asked(listing)).toEqual([{ eventType: 'listing.published.v1', version: 2 }]);
  });
});
