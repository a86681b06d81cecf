import { setTimeout as pause } from 'node:timers/promises';
import { findInfrastructure, freePort, type Infrastructure } from '#infrastructure';
import { TopicWriter } from '#messaging';
import { SigningKeys } from '#signing';
import {
  call,
  COURT,
  Operations,
  startStack,
  subscribe,
  type Stack,
  type Subscribed,
} from '#stack';
import { originOf } from '../fanout/origins.js';
import { startProgram } from '../fanout/programs.js';
import { SoakTables } from '../storage/soak-tables.js';
import { check, type Verdict } from './checker.js';
import type { Arrival, Member } from './evidence.js';
import { FeedReader } from './feed-reader.js';
import { Listings } from './listings.js';
import type { Mood } from './mood.js';
import { Seeded } from './seeded.js';
import { Traffic } from './traffic.js';

export interface WorldOptions {
  seed: number;
  publishers: number;
  /** Subscribers, one of them with a feed. */
  members: number;
  changesPerSecond: number;
  /** Where it runs; found anew when there is none. */
  infrastructure?: Infrastructure;
  say: (line: string) => void;
}

export interface Joined extends Member {
  streamId: string;
  token: string;
}

const POLL_MS = 500;

/** A publisher or more, subscribers whose moods can be changed, and traffic: what soak and kills play with. */
export class World {
  readonly members: Joined[] = [];
  private readonly feeds: FeedReader[] = [];

  private constructor(
    readonly stack: Stack,
    readonly seeded: Seeded,
    private readonly writer: TopicWriter,
    readonly traffic: Traffic,
    private readonly tables: SoakTables,
    private readonly port: number,
    private readonly receivers: string,
    private readonly say: (line: string) => void,
  ) {}

  static async start(options: WorldOptions): Promise<World> {
    const { seed, publishers, members, changesPerSecond, say } = options;
    const infrastructure =
      options.infrastructure ?? (await findInfrastructure({ purpose: 'bench', report: say }));
    const stack = await startStack({
      ...{ purpose: 'bench', services: ['publisher'], platforms: [] },
      ...{ publishers, infrastructure, report: say },
    });
    const { kafka, run } = infrastructure;
    // Of its own: how far the traffic has come says nothing about who is struck next.
    const [seeded, ofTraffic] = [new Seeded(seed), new Seeded(seed + 1)];
    const key = SigningKeys.fromFile(stack.keys.signingKeysFile('registry')).of('registry');
    const port = await freePort();
    // Some come late.
    const receivers = await startProgram(run, 'soak/receivers', port, [members + LATE_AT_MOST]);
    const writer = await TopicWriter.open(kafka.brokers, 'listing-changes', kafka.topicSuffix);
    const traffic = new Traffic(new Listings(ofTraffic, key), writer, ofTraffic, changesPerSecond);
    const tables = new SoakTables(stack.databases.publisher);
    const world = new World(stack, seeded, writer, traffic, tables, port, receivers, say);
    for (let i = 0; i < members; i++) await world.join(i === 1 ? 'feed' : 'webhook');
    return world;
  }

  /**
   * One more subscriber: the first gets everything, every third only one court's, every second
   * claims, every fifth wants the newest state only.
   */
  async join(channel: Member['channel'] = 'webhook'): Promise<void> {
    const number = this.members.length;
    const courts = number % 3 === 2 ? [COURT] : null;
    const claims = channel === 'webhook' && number % 2 === 0;
    const stateTransfer = number % 5 === 3;
    const origin = originOf(number, this.port);
    const joined: Subscribed = await this.atAnyPublisher((url) =>
      subscribe(
        {
          name: `试炼平台${number}`,
          lookupUrl: `${origin}/lookup?ref={listingRef}`,
          stream: channel === 'feed' ? { channel } : { channel, url: `${origin}/push` },
          ...(courts && { courts }),
          stateTransfer,
        },
        url,
        this.stack.tokens.operations,
      ),
    );
    const late = this.traffic.made;
    const { id, streamId, token } = joined;
    this.members.push({
      ...{ id, number, channel, courts, claims, stateTransfer, streamId, token },
      late: late === 0 ? null : late,
    });
    if (claims) await this.tell(`claims/${number}`, { urls: this.urls, token });
    if (channel === 'feed') {
      const feed = new FeedReader(number, streamId, token, this.urls);
      this.feeds.push(feed);
      feed.start();
    }
  }

  mood(member: number, mood: Mood): Promise<void> {
    return this.tell(`mood/${member}`, mood);
  }

  async setStatus({ streamId }: Joined, status: 'enabled' | 'paused'): Promise<void> {
    await this.atAnyPublisher((url) =>
      call(`${url}/v1/streams/${streamId}/status`, {
        method: 'POST',
        token: this.stack.tokens.operations,
        body: { status },
      }),
    );
  }

  /** Whoever was down for all of the early looks is next looked at in a quarter of an hour; what fails is asked for again. */
  private async lookAgain(): Promise<void> {
    await this.atAnyPublisher(async (url) => {
      const operations = new Operations(url, this.stack.tokens.operations);
      const claimed = await operations.obligations({ state: 'applied' });
      for (const { id, lastLook } of claimed) {
        if (lastLook?.result === 'unknown') await operations.look(id).catch(() => undefined);
      }
    });
  }

  get pushed(): Joined[] {
    return this.members.filter(({ channel }) => channel === 'webhook');
  }

  /** Everybody is well again and asked to be told what they missed; then all comes to rest, or not. */
  async settle(boundMs: number): Promise<void> {
    await this.traffic.stop();
    for (const { number } of this.pushed) await this.mood(number, { kind: 'well' });
    const end = performance.now() + boundMs;
    let asked = 0;
    for (;;) {
      const open = await this.open();
      if (open === 0 || performance.now() > end) return;
      // Retries are minutes apart by now; operations need not wait for them.
      if (asked === 0 || performance.now() - asked > ASK_AGAIN_MS) {
        asked = performance.now();
        this.say(`${open} open`);
        for (const member of this.pushed) await this.setStatus(member, 'enabled');
        await this.lookAgain();
      }
      await pause(POLL_MS);
    }
  }

  /** All pushes so far, in the order of their arrival. */
  async allArrivals(): Promise<Arrival[]> {
    const arrivals: Arrival[] = [];
    for (let page = await this.arrivals(0); page.length > 0;) {
      arrivals.push(...page);
      page = await this.arrivals(arrivals.length);
    }
    return arrivals;
  }

  /** What everybody has seen, held against what they should have. */
  async verdict(): Promise<Verdict> {
    const { operations: token } = this.stack.tokens;
    const operations = new Operations(this.stack.urls.publisher, token);
    const owed = await operations.obligations();
    for (const feed of this.feeds) {
      const id = this.members[feed.member]?.id;
      const due = owed.filter(({ subscriber }) => subscriber === id).length;
      await feed.stopAt(due, FEED_BOUND_MS);
    }
    return check({
      sent: this.traffic.sent,
      members: this.members,
      arrivals: await this.allArrivals(),
      reads: this.feeds.flatMap(({ reads }) => reads),
      owed,
    });
  }

  async stop(): Promise<void> {
    await this.traffic.stop().catch(() => undefined);
    await this.writer.close().catch(() => undefined);
    await this.stack.stop();
  }

  private arrivals(from: number): Promise<Arrival[]> {
    return call(`${this.receivers}/arrivals?from=${from}`);
  }

  private get urls(): string[] {
    return this.stack.publishers.map(({ url }) => url);
  }

  /** The first member is told of every change: what it lacks is still under way. */
  private open(): Promise<number> {
    const idsOf = (which: (member: Joined) => boolean): string[] =>
      this.members.filter(which).map(({ id }) => id);
    const groups = {
      all: idsOf(() => true),
      claiming: idsOf(({ claims }) => claims),
      newestOnly: idsOf(({ stateTransfer }) => stateTransfer),
    };
    return this.tables.open(this.traffic.sent.length, groups).catch(() => Infinity);
  }

  private tell(path: string, body: object): Promise<void> {
    return call(`${this.receivers}/${path}`, { method: 'PUT', body });
  }

  /** Processes die here all the time: whichever is up does it. */
  private async atAnyPublisher<Answer>(act: (url: string) => Promise<Answer>): Promise<Answer> {
    const end = performance.now() + ANSWER_BOUND_MS;
    for (let turn = 0; ; turn++) {
      try {
        return await act(this.urls[turn % this.urls.length] ?? '');
      } catch (error) {
        if (performance.now() > end) throw error;
        await pause(POLL_MS);
      }
    }
  }
}

const LATE_AT_MOST = 4;
const ASK_AGAIN_MS = 20_000;
const FEED_BOUND_MS = 30_000;
const ANSWER_BOUND_MS = 60_000;
