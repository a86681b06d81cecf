import { readImportRecord, type ImportedRecord } from './import-record.js';
import { settleRows, type CheckedRow, type KnownListing } from './settle-rows.js';

function aRow(
  line: number,
  number: number,
  publishedOn = '2025-03-02',
  grounds = 'L1',
): CheckedRow {
  const record = readImportRecord(
    {
      ...{ name: '甲', code: '91340100TE5T000167', caseNumber: `（2025）皖0104执${number}号` },
      ...{ filedOn: '2019-01-15', publishedOn, grounds },
    },
    { courtCode: '皖0104', today: '2026-11-23', codes: 'lenient', mode: 'baseline' },
  ) as ImportedRecord;
  const key = {
    caseNumber: record.caseNumber,
    type: 'UNIT',
    debtor: '91340100TE5T000167',
  } as const;
  return { line, lastLine: line, checked: { record, key } };
}

function settle(rows: CheckedRow[], known: KnownListing | null = null) {
  let made = 0;
  return settleRows(
    rows,
    () => known,
    () => `lst_${++made}`,
  );
}

describe('rows against what is known', () => {
  it('given nothing known, then each is new, and the same again in one file is there already', () => {
    expect(settle([aRow(1, 1), aRow(2, 2), aRow(3, 1)])).toMatchObject({
      ...{ accepted: 2, alreadyThere: 1, refused: 0, listingIds: ['lst_1', 'lst_2', 'lst_1'] },
      report: [
        { line: 1, result: 'ACCEPTED', listing: 'lst_1' },
        { line: 2, result: 'ACCEPTED', listing: 'lst_2' },
        { line: 3, result: 'ALREADY_THERE', listing: 'lst_1' },
      ],
    });
  });

  it('given one whose term is over, and the same debtor listed again later, then both are new', () => {
    const rows = [
      aRow(1, 1, '2019-03-02', 'L4'),
      aRow(2, 1, '2025-03-02', 'L4'),
      aRow(3, 1, '2019-03-02', 'L4'),
    ];
    expect(settle(rows)).toMatchObject({
      ...{ accepted: 2, alreadyThere: 1 },
      report: [
        { listing: 'lst_1', flags: ['TERM_OVER', 'NOT_RECORDED'] },
        { result: 'ACCEPTED', listing: 'lst_2' },
        { result: 'ALREADY_THERE', listing: 'lst_2' },
      ],
    });
    expect(settle([aRow(1, 1, '2019-03-02', 'L4'), aRow(2, 1, '2019-03-02', 'L4')])).toMatchObject({
      report: [{}, { result: 'ALREADY_THERE', listing: 'lst_1', ended: true }],
    });
  });

  it.each<[string, boolean, string, string, object]>([
    [
      'listed',
      true,
      '2026-01-01T00:00:00Z',
      '2026-06-01',
      { result: 'ALREADY_THERE', listing: 'lst_0' },
    ],
    [
      'ended later',
      false,
      '2026-01-01T00:00:00Z',
      '2025-03-02',
      { result: 'ALREADY_THERE', ended: true },
    ],
    // 23:00 in China is the same day; an hour later it is the next.
    [
      'ended that day',
      false,
      '2026-01-01T15:00:00Z',
      '2026-01-01',
      { result: 'ALREADY_THERE', ended: true },
    ],
    [
      'ended the day before',
      false,
      '2025-12-31T15:59:00Z',
      '2026-01-01',
      { result: 'ACCEPTED', listing: 'lst_1' },
    ],
  ])('given a debtor who is %s, then the row is %j', (_why, isOpen, since, publishedOn, row) => {
    const known = { id: 'lst_0', isOpen, validFrom: new Date(since) };
    expect(settle([aRow(1, 1, publishedOn)], known).report).toMatchObject([row]);
  });

  it('given a refused row, then its case is kept, because it is in the export all the same', () => {
    const refused = { field: 'grounds', rule: 'UNKNOWN_GROUND', caseNumber: '（2025）皖0104执9号' };
    const rows: CheckedRow[] = [
      { line: 4, lastLine: 5, checked: { refused } },
      { line: 6, lastLine: 6, checked: { refused: { ...refused, caseNumber: null } } },
    ];
    expect(settle(rows)).toMatchObject({
      ...{ refused: 2, refusedCases: ['（2025）皖0104执9号'], listingIds: [], news: [] },
      report: [
        { line: 4, result: 'REFUSED', ...refused },
        { line: 6, rule: 'UNKNOWN_GROUND' },
      ],
    });
  });
});
