import { Tally } from './tally.js';

const PLAN = {
  events: [
    { id: 'published', listing: 0, version: 1 },
    { id: 'removed', listing: 0, version: 2 },
    { id: 'other', listing: 1, version: 1 },
  ],
};

describe('Tally', () => {
  it('given each event once and in order at two subscribers, then nothing is amiss', () => {
    const tally = new Tally({ subscribers: 2, ...PLAN });
    for (const subscriber of [0, 1]) {
      for (const { id } of PLAN.events) tally.arrived(subscriber, id);
    }
    expect(tally.figures()).toMatchObject({ distinct: 6, duplicates: 0, outOfOrder: 0 });
  });

  it('given a removal that overtook its publication, then that is out of order, at that subscriber', () => {
    const tally = new Tally({ subscribers: 2, ...PLAN });
    tally.arrived(0, 'removed');
    tally.arrived(1, 'published');
    tally.arrived(0, 'published');
    expect(tally.figures()).toMatchObject({ distinct: 3, outOfOrder: 1 });
  });

  it('given an event twice, then it is a duplicate; given a stranger, then it is nothing', () => {
    const tally = new Tally({ subscribers: 1, ...PLAN });
    tally.arrived(0, 'other');
    tally.arrived(0, 'other');
    tally.arrived(0, 'unplanned');
    expect(tally.figures()).toMatchObject({ distinct: 1, duplicates: 1, outOfOrder: 0 });
  });
});
