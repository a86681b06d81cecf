import { TOPICS, type Topic } from '#contracts';
import {
  call,
  courtTokens,
  Operations,
  registerPlatform,
  startStack,
  unitCode,
  type Obligation,
  type Platform,
  type Stack,
} from '#stack';
import { eventually, RawTopics, testInfrastructure } from '#testing';
import { logsOf } from '../logs-of.js';
import { StoryCourt } from './story-court.js';

const SECOND = 1000;
/** Shorter than a test may take, so that what is still missing is said. */
const BOUND = 45 * SECOND;

/** The courts of the article, by the court part of their case numbers (案号). */
export const COURTS = {
  /** 上海市闵行区人民法院 */
  minhang: '沪0112',
  /** 黑龙江省哈尔滨市中级人民法院 */
  harbin: '黑01',
  /** 安徽：池州市贵池区人民法院 */
  guichi: '皖1702',
  /** 平度市人民法院 */
  pingdu: '鲁0283',
  /** 海南省三亚市中级人民法院 */
  sanya: '琼02',
} as const;

/** What the registry answers of a firm at a time. */
export interface StatusAnswer {
  listings: { id: string; caseNumber: string }[];
  statement: string;
}

/**
 * Everything that runs in production, on real Kafka and Postgres, with two credit platforms that hold
 * copies of the list: one is pushed to and keeps past records on a history page (历史失信), one reads
 * its feed and crawls the courts' site beside. All stories play on it, each court with cases of its own.
 */
export class Stage {
  private constructor(
    private readonly stack: Stack,
    private readonly operations: Operations,
    /** 甲：推送，有历史页 */
    readonly pushed: Platform,
    /** 乙：自行拉取，也抓取法院网站 */
    readonly pulling: Platform,
  ) {}

  static async open(): Promise<Stage> {
    const stack = await startStack({
      purpose: 'test',
      infrastructure: await testInfrastructure(),
      courts: Object.values(COURTS),
      // 贵池适用“部分履行并有计划”的规则集，其余法院适用全国通用规则。
      settings: { decision: { RULE_SET_COURTS: `part-performance=${COURTS.guichi}` } },
      platforms: [
        { name: '甲信用查询平台', behaviour: 'honest', keepsHistory: true },
        { name: '乙征信平台', behaviour: 'pull', independentSource: true },
      ],
      report: () => undefined,
    });
    const { urls, tokens, platforms } = stack;
    const [pushed, pulling] = await Promise.all(
      platforms.map((platform) => registerPlatform(platform, urls.publisher, tokens.operations)),
    );
    if (!pushed || !pulling) throw new Error('two platforms were to be started');
    const operations = new Operations(urls.publisher, tokens.operations);
    const stage = new Stage(stack, operations, pushed, pulling);
    await stage.listSomebodyElse();
    return stage;
  }

  /** “查无”只有在另有一条必须在列的记录查得到时才算数: somebody who stays on the list throughout. */
  private async listSomebodyElse(): Promise<void> {
    const court = await this.court('sanya');
    const { id } = await court.list({
      caseNumber: court.nextCase('执恢'),
      subject: { type: 'UNIT', name: '三亚试礁船务有限公司', uscc: unitCode(49) },
    });
    await this.provenEverywhere(id, 1);
  }

  /** Everything that travelled or was written down outside the databases: messages, metrics, pages, logs. */
  async everythingSaid(): Promise<string[]> {
    const { infrastructure, urls } = this.stack;
    const onBroker = await RawTopics.open(infrastructure.kafka.topicSuffix);
    const topics = await Promise.all(
      (Object.keys(TOPICS) as Topic[]).map((topic) => onBroker.readAll(topic)),
    );
    const messages = topics
      .flat()
      .map(({ key, headers, value }) => [key, JSON.stringify(headers), String(value)].join('\n'));
    const metrics = await Promise.all(
      Object.values(urls).map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    const pages = await Promise.all([this.pageOf(this.pushed), this.pageOf(this.pulling)]);
    return [...messages, ...metrics, ...pages, ...logsOf(infrastructure.runId)];
  }

  close(): Promise<void> {
    return this.stack.stop();
  }

  /** A court at work, with its officer (承办人), its judge (法官) and its president (院长). */
  async court(name: keyof typeof COURTS): Promise<StoryCourt> {
    const code = COURTS[name];
    return new StoryCourt(code, this.stack.urls, await courtTokens(this.stack.keys.issuer, code));
  }

  /** Waits until every platform was looked at and found as this version of the listing demands. */
  async provenEverywhere(listing: string, version: number): Promise<Obligation[]> {
    return eventually(async () => {
      const found = await this.obligations(listing, version);
      const proven = found.every(({ state }) => state === 'verified');
      return found.length === 2 && proven && found;
    }, BOUND);
  }

  /** Waits until the one platform that was told has been found as demanded. */
  async provenAt(platform: Platform, listing: string, version: number): Promise<Obligation> {
    return eventually(async () => {
      const [found, ...others] = await this.obligations(listing, version);
      const alone = others.length === 0 && found?.subscriber === platform.id;
      return alone && found.state === 'verified' && found;
    }, BOUND);
  }

  /** Waits until every platform has declared that it no longer applies the restriction. */
  async declaredLiftedEverywhere(listing: string, restriction: string): Promise<Obligation[]> {
    return eventually(async () => {
      const all = await this.operations.obligations({ listing });
      const found = all.filter((each) => each.restriction === restriction);
      return found.length === 2 && found.every(({ state }) => state === 'attested') && found;
    }, BOUND);
  }

  /** What the platforms were ever asked to do about one version of a listing. */
  async obligations(listing: string, version?: number): Promise<Obligation[]> {
    const all = await this.operations.obligations({ listing });
    return all.filter(
      (each) => each.restriction === null && (version === undefined || each.version === version),
    );
  }

  /** What a visitor of the platform's page sees. */
  async seenAt(
    platform: Platform,
    listing: string,
  ): Promise<{ listed: boolean; history: boolean }> {
    return call(platform.lookupUrl.replace('{listingRef}', listing));
  }

  /** 某一时点是否在列：anybody may ask, and keeps the signed answer. */
  statusOf(uscc: string, at?: string): Promise<StatusAnswer> {
    const query = at === undefined ? '' : `?${new URLSearchParams({ at }).toString()}`;
    return call(`${this.stack.urls.registry}/v1/subjects/${uscc}/status${query}`);
  }

  /** Whether a statement is the registry's, and unaltered. */
  async isGenuine(statement: string): Promise<boolean> {
    const url = `${this.stack.urls.registry}/v1/statements/verify`;
    const { valid } = await call<{ valid: boolean }>(url, { method: 'POST', body: { statement } });
    return valid;
  }

  /** The platform's public page, as its visitors get it. */
  async pageOf(platform: Platform): Promise<string> {
    return (await fetch(platform.url)).text();
  }

  /** Whether a visitor finds the listing at the one platform and at the other. */
  async isShown(listing: string): Promise<[boolean, boolean]> {
    const [one, other] = await Promise.all(
      [this.pushed, this.pulling].map((platform) => this.seenAt(platform, listing)),
    );
    return [one?.listed ?? false, other?.listed ?? false];
  }
}
