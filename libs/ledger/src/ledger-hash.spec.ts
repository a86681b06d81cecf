import { ledgerHash, type HashedEntry } from './ledger-hash.js';

const entry: HashedEntry = {
  id: 'led_01J00000000000000000000000',
  at: new Date('2026-11-23T01:00:00Z'),
  actor: 'officer-1',
  action: 'decision.drafted',
  subject: 'dec_01J00000000000000000000000',
  courtCode: '皖0104',
  detail: { action: 'REMOVE', order: { no: 1, id: 'x' } },
};

describe('ledgerHash', () => {
  it('given the keys in another order, then the hash is the same', () => {
    const shuffled = { ...entry, detail: { order: { id: 'x', no: 1 }, action: 'REMOVE' } };
    expect(ledgerHash(shuffled)).toEqual(ledgerHash(entry));
  });

  it.each<Partial<HashedEntry>>([
    { id: 'led_other' },
    { at: new Date('2026-11-23T01:00:00.001Z') },
    { actor: 'officer-2' },
    { action: 'decision.approved' },
    { subject: 'dec_other' },
    { courtCode: null },
    { detail: { action: 'REMOVE', order: { no: 2, id: 'x' } } },
  ])('given %p changed, then the hash changes', (change) => {
    expect(ledgerHash({ ...entry, ...change })).not.toEqual(ledgerHash(entry));
  });
});
