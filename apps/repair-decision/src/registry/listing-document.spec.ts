import { parseListingDocument } from './listing-document.js';

const listing = {
  id: 'lst_1',
  version: 3,
  state: 'PUBLISHED',
  courtCode: '皖0104',
  others: ['lst_2'],
};
const parse = (more: object = {}) => parseListingDocument(JSON.stringify({ ...listing, ...more }));

describe('what the registry says of a listing', () => {
  it('given the least that it says, then everything else is not known', () => {
    expect(parse()).toEqual({
      ...listing,
      subjectType: undefined,
      caseNumber: undefined,
      grounds: undefined,
      termEndsOn: undefined,
      decidedOn: undefined,
      imposedBy: undefined,
      earlier: undefined,
      exits: undefined,
      restrictions: [],
    });
  });

  it('given all of it, then it is read, and the day an earlier listing ended is that of China', () => {
    const restrictions = [{ id: 'rst_1', kind: 'SPENDING', state: 'ACTIVE', boundRole: 'DEBTOR' }];
    const read = parse({
      grounds: ['L1_ABLE_BUT_REFUSES'],
      termEndsOn: null,
      imposedBy: 'PRESIDENT',
      earlier: [{ id: 'lst_0', endedAt: '2026-05-31T16:00:00Z', basis: 'D1_PERFORMED' }],
      exits: ['P_EARLY'],
      restrictions,
    });
    expect(read).toMatchObject({
      grounds: ['L1_ABLE_BUT_REFUSES'],
      termEndsOn: null,
      imposedBy: 'PRESIDENT',
      earlier: [{ id: 'lst_0', endedOn: '2026-06-01', basis: 'D1_PERFORMED' }],
      exits: ['P_EARLY'],
      restrictions,
    });
  });

  it.each([
    ['grounds', ['L1_ABLE_BUT_REFUSES', 'L9_NEW']],
    ['earlier', [{ id: 'lst_0', endedAt: 'some day', basis: null }]],
    ['earlier', [{ endedAt: '2026-05-31T16:00:00Z', basis: null }]],
    ['imposedBy', 'NOBODY'],
    ['exits', 'all'],
  ])(
    'given %s that can’t be read whole, then it is not known, never less than it says',
    (part, value) => {
      expect(parse({ [part]: value })).toMatchObject({ [part]: undefined });
    },
  );

  it.each([
    [
      'a restriction of an unknown kind',
      { restrictions: [{ id: 'rst_1', kind: 'TRAVEL', state: 'ACTIVE' }] },
    ],
    ['restrictions that are no list', { restrictions: 'none' }],
    ['no list of others', { others: null }],
    ['no state', { state: 7 }],
  ])('given %s, then nothing of it is believed', (_case, more) => {
    expect(() => parse(more)).toThrow('the registry answered');
  });
});
