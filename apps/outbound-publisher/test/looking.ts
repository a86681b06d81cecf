import type { ObjectLiteral } from 'typeorm';
import { FixedClock } from '#testing';
import type { Change } from '../src/domain/change.js';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { LookScheduler } from '../src/looks/look-scheduler.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const SECOND = 1000;

/** One publisher on a clock of its own, and for each test a platform that it looks at. */
export class Looking {
  readonly clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
  publisher: PublisherUnderTest;
  platform: TestPlatform;
  subscriber: EnabledSubscriber;
  /** What the platform shows; a reference that is not in here is not listed. */
  shown = new Set<string>();

  /** Registers the hooks of a spec file. */
  static inThisFile(): Looking {
    const looking = new Looking();
    beforeAll(async () => {
      looking.publisher = await PublisherUnderTest.start(looking.clock);
    });
    beforeEach(() => looking.startPlatform());
    afterEach(() => looking.forgetPlatform());
    afterAll(() => looking.publisher.stop());
    return looking;
  }

  get scheduler(): LookScheduler {
    return this.publisher.service.get(LookScheduler);
  }

  async subscribe(
    urlTemplate = this.platform.lookupTemplate,
    consent = true,
  ): Promise<EnabledSubscriber> {
    const enabled = await this.publisher.enable({
      lookup: { urlTemplate },
      probe: { consent, settleSeconds: 1 },
    });
    await this.publisher.open(enabled.id, this.platform.webhook);
    return enabled;
  }

  async deliver(...changes: Change[]): Promise<void> {
    for (const change of changes) await this.publisher.takeIn(change);
    await this.publisher.service.get(DeliveryEngine).drain();
  }

  async claim(eventId: string, stage = 'applied', by = this.subscriber): Promise<void> {
    const receipts = [{ eventId, stage }];
    const { status } = await this.publisher.post('/v1/receipts', { receipts }, by.token);
    expect(status).toBe(200);
  }

  async lookAfter(seconds: number): Promise<void> {
    this.clock.advance(seconds * SECOND);
    await this.scheduler.drain();
  }

  async obligationOf(
    listing: string,
    version: number,
    by = this.subscriber,
  ): Promise<ObjectLiteral | undefined> {
    const query = `?listing=${listing}&subscriber=${by.id}`;
    const found = await this.publisher.obligations(query);
    return found.find((each) => each['version'] === version);
  }

  /** A listing that this platform was told of, shows, and must go on showing. */
  async aControl(): Promise<string> {
    const control = aListing();
    await this.deliver(control.published());
    this.shown.add(control.id);
    return control.id;
  }

  private async startPlatform(): Promise<void> {
    this.platform = await new TestPlatform().start();
    this.shown = new Set();
    this.platform.lookup = (ref) => this.shown.has(ref);
    this.subscriber = await this.subscribe();
  }

  private async forgetPlatform(): Promise<void> {
    await this.publisher.rows(`UPDATE stream SET status = 'disabled'`);
    await this.publisher.rows('UPDATE obligation SET next_look_at = NULL');
    await this.platform.stop();
  }
}
