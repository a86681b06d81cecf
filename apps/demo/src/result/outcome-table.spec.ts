import { stripVTControlCharacters } from 'node:util';
import type { Obligation, Platform } from '#stack';
import type { CaseOutcome } from '../cases/run-case.js';
import { openExceptions } from './open-exceptions.js';
import { outcomeTable } from './outcome-table.js';

const platforms: Platform[] = (['honest', 'lying'] as const).map((behaviour) => ({
  name: behaviour,
  behaviour,
  url: 'http://127.0.0.1:4101',
  id: `sub_${behaviour}`,
  token: 'token',
  streamId: 'str_A',
  lookupUrl: 'http://127.0.0.1:4101/lookup?ref={listingRef}',
}));
const startedAt = '2026-03-02T01:00:00.000Z';
const outcomes: CaseOutcome[] = [
  {
    name: 'two-listings',
    approvals: [],
    rows: [
      { change: { listing: 'lst_B', version: 1 }, caseNumber: 'B号', kind: 'stays', startedAt },
      { change: { listing: 'lst_A', version: 2 }, caseNumber: 'A号', kind: 'removed', startedAt },
    ],
  },
];
const verified: Obligation = {
  id: 'obl_A',
  subscriber: 'sub_honest',
  listing: 'lst_A',
  restriction: null,
  version: 2,
  eventId: 'evt_A',
  eventType: 'listing.removed.v1',
  offset: 7,
  state: 'verified',
  flags: [],
  supersededBy: null,
  deliveredAt: startedAt,
  appliedAt: startedAt,
  verifiedAt: '2026-03-02T01:00:01.240Z',
  applyBy: null,
  lastLook: null,
};
const contradicted: Obligation = {
  ...verified,
  subscriber: 'sub_lying',
  state: 'contradicted',
  verifiedAt: null,
  lastLook: { at: '2026-03-02T01:00:01.300Z', result: 'present', reason: null },
};

describe('the outcome table', () => {
  const lines = stripVTControlCharacters(
    outcomeTable(outcomes, platforms, [verified, contradicted], 'zh-CN'),
  ).split('\n');

  it('given Chinese and Latin text, then every line is equally wide on a terminal', () => {
    expect(new Set(lines.map(width)).size).toBe(1);
  });

  it('given a change, then its row says for each platform how it stands and how long it took', () => {
    const row = lines.find((line) => line.includes(' 移除 '));
    expect(row).toMatch(/✔ 已核验 1\.2 秒 .*✘ 矛盾 1\.3 秒/);
  });

  it('given no obligation where there should be one, then the table says so', () => {
    const row = lines.find((line) => line.includes('仍在列'));
    expect(row).toContain('✘ 无义务');
  });
});

describe('open exceptions', () => {
  it('given a platform that claims and keeps, then one sentence names it and the cases', () => {
    expect(openExceptions(outcomes, platforms, [verified, contradicted], 'zh-CN')).toEqual([
      expect.stringMatching(/旧档网.*1 条记录.*A号/),
    ]);
  });

  it('given something else open, then it is told apart from a lie', () => {
    const waiting: Obligation = { ...contradicted, state: 'delivered' };
    expect(openExceptions(outcomes, platforms, [verified, waiting], 'zh-CN')).toEqual([
      '未闭环：旧档网有 1 条义务处于已送达：A号。',
    ]);
  });

  it('given nothing open, then it says so', () => {
    expect(openExceptions(outcomes, platforms, [verified], 'en')).toEqual([
      'No obligation is open.',
    ]);
  });
});

function width(line: string): number {
  return [...line].reduce((sum, letter) => sum + (letter >= '\u2e80' ? 2 : 1), 0);
}
