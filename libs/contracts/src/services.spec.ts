import { mayWrite, type KeyOwner } from './services.js';
import type { Topic } from './topics.js';

const OWNERS: KeyOwner[] = ['court:皖0104', 'decision', 'registry', 'publisher', 'issuer'];

describe('who may write to a topic', () => {
  it.each<[Topic, KeyOwner[]]>([
    ['repair-orders', ['court:皖0104']],
    ['order-outcomes', ['registry']],
    ['listing-changes', ['registry']],
    ['delivery-outcomes', ['publisher']],
  ])('invariant 11: given %s, then %s and nobody else', (topic, writers) => {
    expect(OWNERS.filter((owner) => mayWrite(owner, topic))).toEqual(writers);
  });
});
