import { LISTING_STATES } from '#contracts';
import { APPLICATION_STATUSES } from '../domain/application.js';
import { namesTexts } from './names.texts.js';
import { texts } from './texts.js';

const CODE = /[A-Z_]{3,}|[a-z]|\{\{/;

describe('a sentence about steps and states', () => {
  it.each(APPLICATION_STATUSES)(
    'given an application that is %s, then it says so in Chinese',
    (state) => {
      const sentence = texts.text('STEP_NOT_OPEN', { state, step: 'acceptance' });
      expect(sentence).toContain(namesTexts['zh-CN'][`application.${state}`]);
      expect(sentence).toContain('受理');
      expect(sentence).not.toMatch(CODE);
    },
  );

  it.each(LISTING_STATES)('given a listing that is %s, then it says so in Chinese', (state) => {
    const sentence = texts.text('LISTING_NOT_OPEN', { state });
    expect(sentence).toContain(namesTexts['zh-CN'][`listing.${state}`]);
    expect(sentence).not.toMatch(CODE);
  });

  it.each(['acceptance', 'consultation', 'panel'])('given %s missing, then it is named', (step) => {
    expect(texts.text('STEP_MISSING', { step })).not.toMatch(CODE);
    expect(texts.text('STEP_MISSING', { step }, 'en')).not.toContain('step.');
  });
});
