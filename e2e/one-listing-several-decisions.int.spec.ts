import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule as DecisionModule } from '../apps/repair-decision/src/app.module.js';
import { readPaperSettings } from '../apps/repair-decision/src/paper-settings.js';
import { decisionMigrations } from '../apps/repair-decision/src/storage/migrations/index.js';
import { call, Court } from '#stack';
import { drain, startTestService, type TestService } from '#testing';
import { startRegistry } from './started-registry.js';

const COURT = '皖0104';
type Basis = 'D1_PERFORMED' | 'P_EARLY' | 'T_TEMP_SHIELD';

/** The decision service and the registry as they are, on the same topics: nobody is played. */
describe('several decisions on one listing', () => {
  let registry: TestService;
  let decision: TestService;
  let court: Court;
  let caseNo = 1;
  beforeAll(async () => {
    registry = await startRegistry();
    decision = await startTestService({
      name: 'repair-decision',
      migrations: decisionMigrations,
      module: (config) =>
        DecisionModule.with({
          ...config,
          registryUrl: registry.url,
          registryTimeoutMs: 20_000,
          objectStore: { kind: 'folder', folder: join(tmpdir(), 'yichu-several-decisions') },
          papers: readPaperSettings({}),
        }),
    });
    court = new Court(
      { decision: decision.url, registry: registry.url, publisher: '' },
      {
        officer: await decision.token({ sub: 'officer-li', role: 'officer', court: COURT }),
        judge: await decision.token({ sub: 'judge-wang', role: 'judge', court: COURT }),
      },
    );
  });
  afterAll(() => Promise.all([decision.close(), registry.close()]));

  it('given two applications filed before either is approved, then the second order is refused, and the decision shows it', async () => {
    const listing = await list();
    const drafts = [await draft(listing, 'P_EARLY'), await draft(listing, 'D1_PERFORMED')];
    for (const id of drafts) {
      // While an order that contradicts it is not answered, an approval is 409 ORDER_IN_FLIGHT.
      await court.approve(id);
      await drain(decision, registry);
    }
    expect(await outcomes(drafts)).toEqual([
      { orderNo: 1, outcome: { result: 'APPLIED', version: 2 }, exceptions: [] },
      {
        orderNo: 2,
        outcome: { result: 'REFUSED', reason: 'ILLEGAL_TRANSITION' },
        exceptions: ['REFUSED'],
      },
    ]);
    expect(await stateOf(listing)).toEqual({ state: 'DELETED', version: 2 });
  });

  it('given a shield and a removal under way, then both take effect, and no shield after the removal', async () => {
    const listing = await list();
    const drafts = [
      await draft(listing, 'T_TEMP_SHIELD'),
      await draft(listing, 'D1_PERFORMED'),
      await draft(listing, 'T_TEMP_SHIELD'),
    ];
    // A removal may follow a shield at once; a shield contradicts the removal before it.
    for (const id of drafts.slice(0, 2)) await court.approve(id);
    await drain(decision, registry);
    await court.approve(drafts[2]!);
    await drain(decision, registry);
    expect((await outcomes(drafts)).map(({ outcome }) => outcome)).toEqual([
      { result: 'APPLIED', version: 2 },
      { result: 'APPLIED', version: 3 },
      { result: 'REFUSED', reason: 'ILLEGAL_TRANSITION' },
    ]);
  });

  it('given a listing that is deleted, when an application is filed, then 409 instead of a refused order', async () => {
    const listing = await list();
    await court.approve(await draft(listing, 'P_EARLY'));
    await drain(decision, registry);
    await expect(draft(listing, 'D1_PERFORMED')).rejects.toThrow(/409.*LISTING_NOT_OPEN/);
  });

  async function list(): Promise<string> {
    const { id } = await court.publish({
      caseNumber: `（2026）${COURT}执${caseNo++}号`,
      subject: { type: 'UNIT', name: '合肥试行贸易有限公司', uscc: '91340100TE5T000167' },
      grounds: ['L1_ABLE_BUT_REFUSES'],
      instrument: { number: '（2025）皖0104民初456号', maker: '合肥市蜀山区人民法院' },
      duty: '支付货款 12,000 元',
      performance: 'NONE',
      filedOn: '2026-01-15',
      decidedOn: '2026-03-02',
    });
    return id;
  }

  async function draft(listingId: string, basis: Basis): Promise<string> {
    const now = new Date().toISOString();
    const facts = '义务已履行完毕。';
    const { id } = await court.apply({
      listingId,
      initiator: 'DEBTOR',
      basis,
      triggeredAt: now,
      facts,
    });
    const openCases = { found: false, source: '执行案件流程信息管理系统', queriedAt: now };
    return (await court.draft(id, { outcome: 'GRANT', reasons: '符合规定。', openCases })).id;
  }

  async function outcomes(ids: string[]) {
    const shown = await Promise.all(ids.map((id) => court.decision(id)));
    return shown.map(({ order: { orderNo, outcome }, exceptions }) => ({
      orderNo,
      outcome,
      exceptions,
    }));
  }

  async function stateOf(listing: string) {
    const token = await registry.token({ sub: 'operations', role: 'operations' });
    const { state, version } = await call<{ state: string; version: number }>(
      `${registry.url}/v1/listings/${listing}`,
      { token },
    );
    return { state, version };
  }
});
