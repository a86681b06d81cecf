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
});
