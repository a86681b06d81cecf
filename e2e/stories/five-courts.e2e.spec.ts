import { identityNumbersIn } from '../identity-numbers.js';
import { guichi } from './guichi.story.js';
import { harbin } from './harbin.story.js';
import { minhang } from './minhang.story.js';
import { pingdu } from './pingdu.story.js';
import { sanya } from './sanya.story.js';
import { Stage } from './stage.js';

const SECOND = 1000;

/**
 * One story per court of the article, each in a file of its own and all on one running system. What is
 * known of each court, and what is not, is in docs/domain.md §12: no story quotes a court's text.
 */
describe('五家法院 five courts', () => {
  let stage: Stage | undefined;
  beforeAll(async () => {
    stage = await Stage.open();
  }, 120 * SECOND);
  afterAll(() => stage?.close());
  const onStage = (): Stage => {
    if (!stage) throw new Error('the stage did not open');
    return stage;
  };

  minhang(onStage);
  harbin(onStage);
  guichi(onStage);
  pingdu(onStage);
  sanya(onStage);

  it('invariant 9: after all of it, no person’s number or name is in any message, metric, page or log', async () => {
    const said = await onStage().everythingSaid();
    const today = new Date().toISOString().slice(0, 10);
    // All stories are in it: persons were bound, and a list was taken over.
    for (const type of ['restriction.lifted.v1', 'listings.imported.v1', 'listing.revoked.v1']) {
      expect(said.some((text) => text.includes(type))).toBe(true);
    }
    expect(said.flatMap((text) => identityNumbersIn(text, today))).toEqual([]);
    for (const name of ['严试冰', '霍试雪', '陆试帆']) {
      expect(said.filter((text) => text.includes(name))).toEqual([]);
    }
    // The logger would have struck one out: nobody may even have tried.
    expect(said.filter((text) => text.includes('[identity number]'))).toEqual([]);
  });
});
