import { collectStatements } from '#testing';
import { DecisionUnderTest } from './decision-under-test.js';

/** What a decision may cost at most, statement by statement; BEGIN and COMMIT are counted apart. */
const MOST = { file: 3, draft: 7, approve: 9 };

describe('what a decision costs', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
    await decision.rest();
  });
  afterAll(() => decision.stop());

  it('given any number of other listings and earlier decisions, then three transactions and as many statements as ever', async () => {
    const alone = await costOf(decision.registry.list());
    expect(alone.transactions).toBe(3);
    expect(alone.statements.file).toBeLessThanOrEqual(MOST.file);
    expect(alone.statements.draft).toBeLessThanOrEqual(MOST.draft);
    expect(alone.statements.approve).toBeLessThanOrEqual(MOST.approve);

    const listing = decision.registry.list();
    for (let made = 0; made < 3; made += 1) {
      const id = await decision.draft(await decision.apply('P_EARLY', listing));
      await decision.post(`/v1/decisions/${id}/withdraw`, { reason: '有误' });
    }
    const others = Array.from({ length: 50 }, () => decision.registry.list());
    decision.registry.change(listing, { others });
    expect(await costOf(listing)).toEqual(alone);
  });

  /** Of a decision from its filing to its order. */
  async function costOf(listing: string) {
    const file = await counting(() => decision.apply('P_EARLY', listing));
    const draft = await counting(() => decision.draft(file.result));
    const approve = await counting(() => decision.approve(draft.result));
    return {
      transactions: file.transactions + draft.transactions + approve.transactions,
      statements: { file: file.statements, draft: draft.statements, approve: approve.statements },
    };
  }

  async function counting<T>(work: () => Promise<T>) {
    const { sent, stop } = collectStatements();
    const result = await work().finally(stop);
    // The consumer notes where it begins whenever it is ready, and the relay looks for what was sent.
    const isFrame = (text: string) =>
      /^(?:START TRANSACTION|COMMIT)|consumed_position|outbox_progress p|published_at/i.test(text);
    return {
      result,
      transactions: sent.filter((text) => /^START TRANSACTION/i.test(text)).length,
      statements: sent.filter((text) => !isFrame(text)).length,
    };
  }
});
