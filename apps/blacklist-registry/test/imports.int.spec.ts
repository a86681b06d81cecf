import fc from 'fast-check';
import type { ListingsImported } from '#contracts';
import { eventually } from '#testing';
import { anExportedPerson, anExportedUnit, csv, ndjson, units } from './export-rows.js';
import { Importer } from './importer.js';
import { aUnit, COURT, ID_NUMBER, OTHER_COURT, PERSON_NAME } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

describe('importing a court’s list', () => {
  let registry: RegistryUnderTest;
  let importer: Importer;
  beforeEach(async () => {
    registry = await RegistryUnderTest.start();
    importer = new Importer(registry);
  });
  afterEach(() => registry.stop());

  const count = async (): Promise<number> =>
    (await registry.rows('SELECT count(*)::int AS n FROM listing'))[0]!.n as number;

  it('given published records, when imported, then each is on the list since its day', async () => {
    const { status, body } = await importer.send(ndjson([anExportedUnit(1), anExportedPerson(2)]));
    expect([status, body]).toMatchObject([
      201,
      { state: 'COMPLETED', accepted: 2, alreadyThere: 0, refused: 0, lastLine: 2, full: false },
    ]);
    const { body: found } = await registry.get(
      `/v1/listings?caseNumber=${encodeURIComponent(`（2025）${COURT}执1号`)}`,
    );
    expect(found.data).toMatchObject([
      { state: 'PUBLISHED', version: 1, subject: { type: 'UNIT', uscc: '91340100TE5T000167' } },
    ]);
    const rows = await registry.rows('SELECT * FROM listing ORDER BY case_number');
    expect(rows).toMatchObject([
      {
        ...{ import_id: body.id, court_code: COURT, rule_version: 'FS2017-7', performance: 'NONE' },
        ...{ grounds: ['L1_ABLE_BUT_REFUSES'], instrument_number: `（2024）${COURT}民初1号` },
        ...{ valid_from: new Date('2025-03-01T16:00:00Z'), recorded_at: NOW, code_flag: null },
        published_at: new Date('2025-03-01T16:00:00Z'),
      },
      { subject_type: 'PERSON', uscc: null, unit_name: null },
    ]);
    const person = rows[1] as { id: string; identity_key_id: string; identity_ciphertext: Buffer };
    expect(registry.openIdentity(person, person.id)).toEqual({
      name: PERSON_NAME,
      idNumber: ID_NUMBER,
    });
    expect(await registry.rows('SELECT count(*)::int AS n FROM listing_version')).toEqual([
      { n: 2 },
    ]);
  });

  it('given a baseline, when imported, then it travels as parts of one batch, which name no person', async () => {
    const { body } = await importer.send(ndjson([...units(1500), anExportedPerson(1501)]));
    await registry.settle();
    const events = (await registry.sent('listing-changes')) as ListingsImported[];
    expect(events.length).toBeGreaterThan(2);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['listings.imported.v1']));
    expect(events.map(({ data }) => data.chunk)).toEqual(events.map((_, i) => i + 1));
    expect(events.map(({ data }) => data.importId)).toEqual(events.map(() => body.id));
    const entries = events.flatMap(({ data }) => data.listings);
    expect(entries).toHaveLength(1501);
    expect(entries.at(-1)).toMatchObject({
      subject: { type: 'PERSON' },
      publishedOn: '2025-03-02',
    });
    for (const { value, headers } of await registry.onKafka('listing-changes')) {
      expect(value.length).toBeLessThan(200 * 1024);
      expect(value.toString()).not.toContain(PERSON_NAME);
      expect(await registry.signerOf(value, String(headers['yichu-jws']))).toBe('registry');
    }
    const acts = await registry.rows(
      `SELECT action, subject, detail FROM ledger WHERE subject = $1 ORDER BY seq`,
      [body.id],
    );
    expect(acts.map(({ action }) => action as string)).toEqual([
      'import.started',
      ...events.map(() => 'listings.imported'),
      'import.completed',
    ]);
    expect(JSON.stringify(acts)).not.toContain(PERSON_NAME);
  });

  it('given new listings of a day, when imported, then each is announced and recorded by itself', async () => {
    const { body } = await importer.send(ndjson(units(3)), { query: { mode: 'delta' } });
    expect(body).toMatchObject({ accepted: 3 });
    const events = await registry.sent('listing-changes');
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('listing.published.v1'));
    const acts = await registry.rows(
      `SELECT subject FROM ledger WHERE action = 'listing.published'`,
    );
    expect(new Set(acts.map(({ subject }) => subject as string))).toEqual(
      new Set(events.map(({ subject }) => subject)),
    );
  });

  it('given the same file again, also with rows of its own twice, then all is there already', async () => {
    const file = ndjson([...units(3), anExportedUnit(1), anExportedPerson(4)]);
    const first = await importer.send(file);
    expect(first.body).toMatchObject({ accepted: 4, alreadyThere: 1 });
    const again = await importer.send(csv([...units(3), anExportedPerson(4)]), {
      type: 'text/csv',
    });
    expect(again.body).toMatchObject({ accepted: 0, alreadyThere: 4, refused: 0 });
    expect(await count()).toBe(4);
    expect((await registry.sent('listing-changes')).length).toBe(1);
    const listings = (await importer.report(first.body.id)).map(({ listing }) => listing);
    expect(listings[3]).toBe(listings[0]);
    expect(await importer.report(again.body.id)).toMatchObject(
      [0, 1, 2, 4].map((i) => ({ result: 'ALREADY_THERE', listing: listings[i] })),
    );
  });

  it('given any files of some records, cut and repeated as one likes, then each record is listed once', async () => {
    const some = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
    const mode = fc.constantFrom('baseline', 'delta');
    const listed = new Set<number>();
    await fc.assert(
      fc.asyncProperty(some, mode, async (numbers, mode) => {
        const rows = numbers.map((n) => (n % 3 ? anExportedUnit(n) : anExportedPerson(n)));
        const before = listed.size;
        for (const number of numbers) listed.add(number);
        const { body } = await importer.send(ndjson(rows), { query: { mode } });
        expect(body.accepted).toBe(listed.size - before);
        expect(body.accepted + body.alreadyThere).toBe(numbers.length);
        expect(await count()).toBe(listed.size);
      }),
      { numRuns: 25 },
    );
    const events = await registry.sent('listing-changes');
    const told = events.flatMap((event) =>
      event.type === 'listings.imported.v1'
        ? event.data.listings.map(({ listingRef }) => listingRef)
        : [event.subject],
    );
    expect(new Set(told).size).toBe(told.length);
    expect(told.length).toBe(listed.size);
  });

  it('given a listing that an order has ended, when an old export still has it, then it stays ended', async () => {
    const first = await importer.send(ndjson(units(2)));
    const [{ listing }] = (await importer.report(first.body.id)) as [{ listing: string }];
    await registry.order(anOrder(listing));
    const again = await importer.send(ndjson(units(2)));
    expect(again.body).toMatchObject({ accepted: 0, alreadyThere: 2 });
    expect(await importer.report(again.body.id)).toMatchObject([{ listing, ended: true }, {}]);
    // Published anew after the end: a new listing of the same debtor in the same case.
    registry.clock.set(new Date('2026-12-10T04:00:00Z'));
    const anew = await importer.send(ndjson([anExportedUnit(1, { publishDate: '20261209' })]));
    expect(anew.body).toMatchObject({ accepted: 1 });
  });

  it('given broken rows in the middle, then each is refused by name, with its line, and costs no other', async () => {
    const { body } = await importer.send(
      ndjson([
        anExportedUnit(1),
        '{"iname":"合肥',
        anExportedUnit(2, { caseCode: `(2025)${OTHER_COURT}执2号` }),
        anExportedPerson(3, { iname: `${PERSON_NAME}${ID_NUMBER}` }),
        anExportedPerson(4, { cardNum: '3401041900****0018' }),
        anExportedUnit(5, { cardNum: '91350203M0001QAY9B' }),
        anExportedUnit(6, { disruptTypeName: '欠钱不还' }),
        anExportedUnit(7),
      ]),
    );
    expect(body).toMatchObject({ accepted: 3, refused: 5, flagged: 1, state: 'COMPLETED' });
    const refused = await importer.report(body.id, { result: 'REFUSED' });
    expect(refused).toMatchObject([
      { line: 2, rule: 'ROW_NOT_JSON', message: 'The line is not valid JSON.' },
      { line: 3, field: 'caseNumber', rule: 'OTHER_COURT' },
      { line: 4, field: 'subject.name', rule: 'ID_NUMBER_IN_TEXT' },
      { line: 5, field: 'subject.idNumber', rule: 'ID_NUMBER_MASKED' },
      { line: 7, field: 'grounds', rule: 'UNKNOWN_GROUND', caseNumber: `（2025）${COURT}执6号` },
    ]);
    expect(JSON.stringify(refused)).not.toMatch(/周明远|3401041900|欠钱/);
    expect(await importer.report(body.id, { after: '5' })).toMatchObject([
      { line: 6, result: 'ACCEPTED', flags: ['USCC_CHECK_FAILED'] },
      { line: 7 },
      { line: 8 },
    ]);
    expect(
      await registry.rows('SELECT code_flag FROM listing WHERE uscc = $1', ['91350203M0001QAY9B']),
    ).toEqual([{ code_flag: 'USCC_CHECK_FAILED' }]);
  });

  it('given a CSV table in GBK with a stray quote, then all rows but that one are taken in', async () => {
    const table = csv([
      anExportedUnit(1),
      '合"肥,1,2',
      anExportedUnit(3, { duty: '一、支付\n二、"利息"\t\\N' }),
    ]);
    const { body } = await importer.send(gbk(table), { type: 'text/csv; charset=gbk' });
    expect(body).toMatchObject({ accepted: 2, refused: 1 });
    expect(await importer.report(body.id)).toMatchObject([
      { line: 2, result: 'ACCEPTED' },
      { line: 3, result: 'REFUSED', rule: 'CSV_QUOTES' },
      { line: 4, result: 'ACCEPTED' },
    ]);
    const names = await registry.rows('SELECT unit_name, duty FROM listing ORDER BY case_number');
    expect(names).toMatchObject([
      { unit_name: '合肥第1建材有限公司' },
      { unit_name: '合肥第3建材有限公司', duty: '一、支付\n二、"利息"\t\\N' },
    ]);
    // The same bytes without a word of their encoding.
    const unnamed = await importer.send(gbk(table), { type: 'text/csv' });
    expect(unnamed.body).toMatchObject({ accepted: 0, alreadyThere: 2, refused: 1 });
  });

  it('given listings whose term is over, then they are kept as ended, nobody is told, and no timer acts', async () => {
    const over = { disruptTypeName: '违反财产报告制度', regDate: '20190101' };
    const rows = [
      anExportedUnit(1, { ...over, publishDate: '20190302' }),
      anExportedUnit(2),
      anExportedPerson(3, { ...over, publishDate: '20190302' }),
    ];
    const { body } = await importer.send(ndjson(rows));
    expect(body).toMatchObject({ accepted: 3, flagged: 2 });
    expect(await importer.report(body.id)).toMatchObject([
      { result: 'ACCEPTED', flags: ['TERM_OVER'] },
      { result: 'ACCEPTED' },
      { result: 'ACCEPTED', flags: ['TERM_OVER'] },
    ]);
    const ended = {
      ...{ state: 'EXPIRED_DELETED', basis: 'E_TERM_EXPIRED', version: 2, published_at: null },
      ...{ valid_from: new Date('2021-03-02T16:00:00Z'), due_on: null },
    };
    const published = { state: 'PUBLISHED', version: 1 };
    expect(await registry.rows('SELECT * FROM listing ORDER BY case_number')).toMatchObject([
      ended,
      published,
      ended,
    ]);
    await registry.runTimers();
    const events = (await registry.sent('listing-changes')) as ListingsImported[];
    expect(events.map(({ data }) => data.listings.length)).toEqual([1]);
    expect(
      await registry.rows(`SELECT subject, detail FROM ledger
                            WHERE action = 'listings.imported-ended'`),
    ).toMatchObject([{ subject: body.id, detail: { count: 2, cause: 'TERM_EXPIRED' } }]);

    for (const [at, listed] of [
      ['2019-03-01T15:59:59Z', 0],
      ['2019-03-01T16:00:00Z', 1],
      ['2021-03-02T15:59:59Z', 1],
      ['2021-03-02T16:00:00Z', 0],
    ] as const) {
      const { body: status } = await registry.ask(
        `/v1/subjects/91340100TE5T000167/status?at=${at}`,
      );
      expect([at, status.listings]).toMatchObject([at, { length: listed }]);
    }
    const again = await importer.send(ndjson(rows));
    expect(again.body).toMatchObject({ accepted: 0, alreadyThere: 3 });
    expect(await importer.report(again.body.id)).toMatchObject([{ ended: true }, {}, {}]);
  });

  it('given a full export that lacks a listing, then that is reported and nothing is removed', async () => {
    await importer.send(ndjson(units(4)));
    registry.clock.advance(60_000);
    const query = { full: 'true' };
    const rows = [anExportedUnit(1), anExportedUnit(3), anExportedUnit(4, { cardNum: '-' })];
    const { body } = await importer.send(ndjson(rows), { query });
    // The case of line 3 is in the export, whatever is wrong with the row.
    expect(body).toMatchObject({ alreadyThere: 2, refused: 1, missingUpstream: 1 });
    const missing = await importer.report(body.id, { result: 'MISSING_UPSTREAM' });
    expect(missing).toMatchObject([{ caseNumber: `（2025）${COURT}执2号`, clearedBy: null }]);
    expect(
      await registry.rows(`SELECT count(*)::int AS n FROM listing WHERE state = 'PUBLISHED'`),
    ).toEqual([{ n: 4 }]);
    expect((await registry.sent('listing-changes')).length).toBe(1);

    const later = await importer.send(ndjson(units(4)), { query });
    expect(later.body).toMatchObject({ missingUpstream: 0 });
    expect(await importer.report(body.id, { result: 'MISSING_UPSTREAM' })).toMatchObject([
      { clearedBy: later.body.id },
    ]);
  });

  it('given a full export of which most is refused, then nothing counts as missing, and that is told', async () => {
    await importer.send(ndjson(units(3)));
    registry.clock.advance(60_000);
    const query = { full: 'true' };
    for (const file of ['nothing of ours\n', ndjson([anExportedUnit(1), '{', '{'])]) {
      expect((await importer.send(file, { query })).body).toMatchObject({
        ...{ state: 'COMPLETED', missingUpstream: null, missingUpstreamWithheld: true },
      });
    }
    expect(await registry.rows('SELECT 1 FROM missing_upstream')).toEqual([]);
    const half = await importer.send(ndjson([anExportedUnit(1), '{']), { query });
    expect(half.body).toMatchObject({ missingUpstream: 2, missingUpstreamWithheld: false });
  });

  it('given listings made after the export, or ended, then they are not missing', async () => {
    const listed = await registry.list(aUnit());
    registry.clock.advance(60_000);
    const ended = await registry.list(aUnit());
    await registry.order(anOrder(ended));
    const query = { full: 'true', exportedAt: NOW.toISOString() };
    expect((await importer.send(ndjson(units(1)), { query })).body).toMatchObject({
      missingUpstream: 0,
    });
    registry.clock.advance(60_000);
    const now = await importer.send(ndjson(units(1)), { query: { full: 'true' } });
    expect(await importer.report(now.body.id, { result: 'MISSING_UPSTREAM' })).toMatchObject([
      { listing: listed },
    ]);
  });
});

describe('an import that does not get through', () => {
  let registry: RegistryUnderTest;
  let importer: Importer;
  beforeEach(async () => {
    registry = await RegistryUnderTest.start();
    importer = new Importer(registry);
  });
  afterEach(() => registry.stop());

  it('given a transaction that is cut in the middle, when the file is sent again, then it goes on without doubling', async () => {
    const rows = units(3500);
    const enough = Promise.withResolvers<void>();
    async function* file(): AsyncGenerator<string> {
      yield ndjson(rows.slice(0, 1000));
      await enough.promise;
      yield ndjson(rows.slice(1000));
    }
    const sending = importer.send(file());
    await eventually(async () => (await importer.newest()).accepted === 1000);
    const { id } = await importer.newest();
    expect(await importer.newest()).toMatchObject({ state: 'RUNNING', lastLine: 1000 });
    await registry
      .inTransaction(async (run) => {
        // Holds the next chunk up in its transaction, until that is cut.
        await run('SELECT 1 FROM listing_import WHERE id = $1 FOR UPDATE', [id]);
        enough.resolve();
        await eventually(async () => {
          const waiting = await registry.rows(
            `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          );
          return waiting.length > 0;
        });
        await registry.killConnections();
      })
      .catch(() => undefined);
    expect((await sending).status).toBeGreaterThanOrEqual(500);
    expect(await importer.newest()).toMatchObject({ id, accepted: 1000, lastLine: 1000 });

    const other = await importer.send(ndjson(units(3500, 2)), { query: { resume: id } });
    expect(other).toMatchObject({ status: 409, body: { errors: [{ rule: 'IMPORT_OTHER_FILE' }] } });
    const { status, body } = await importer.send(ndjson(rows), { query: { resume: id } });
    expect([status, body]).toMatchObject([
      201,
      { id, state: 'COMPLETED', accepted: 3500, alreadyThere: 0, refused: 0, lastLine: 3500 },
    ]);
    await registry.settle();
    const events = (await registry.sent('listing-changes')) as ListingsImported[];
    const told = events.flatMap(({ data }) => data.listings.map(({ listingRef }) => listingRef));
    const listed = await registry.rows('SELECT id FROM listing');
    expect(told.toSorted()).toEqual(listed.map(({ id: listing }) => listing as string).toSorted());
    expect(events.map(({ data }) => data.chunk)).toEqual(events.map((_, i) => i + 1));
    expect((await importer.report(id)).map(({ line }) => line)).toEqual(rows.map((_, i) => i + 1));
    // Once more: it is done.
    expect((await importer.send('', { query: { resume: id } })).body).toMatchObject({
      id,
      accepted: 3500,
    });
  });

  it('given a sender that goes away, then what was settled stays, and the import is shown as interrupted', async () => {
    const settled = Promise.withResolvers<void>();
    async function* file(): AsyncGenerator<string> {
      yield ndjson(units(1000));
      await settled.promise;
      throw new Error('the line is cut');
    }
    const sending = importer.send(file());
    await eventually(async () => (await importer.newest()).accepted === 1000);
    settled.resolve();
    await expect(sending).rejects.toThrow('the line is cut');
    await eventually(async () => (await importer.newest()).state === 'INTERRUPTED');
    const { id } = await importer.newest();
    const resumed = await importer.send(ndjson(units(1002)), { query: { resume: id } });
    expect(resumed.body).toMatchObject({ id, state: 'COMPLETED', accepted: 1002 });
  });

  it('given two senders of one import, then rows are settled once', async () => {
    const enough = Promise.withResolvers<void>();
    async function* file(): AsyncGenerator<string> {
      yield ndjson(units(1000));
      await enough.promise;
      yield ndjson(units(1000, 1001));
    }
    const slow = importer.send(file());
    await eventually(async () => (await importer.newest()).accepted === 1000);
    const { id } = await importer.newest();
    const quick = await importer.send(ndjson(units(2000)), { query: { resume: id } });
    expect(quick.body).toMatchObject({ state: 'COMPLETED', accepted: 2000 });
    enough.resolve();
    expect(await slow).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'IMPORT_GOES_ON_ELSEWHERE' }] },
    });
    expect(await registry.rows('SELECT count(*)::int AS n FROM listing')).toEqual([{ n: 2000 }]);
    expect(await importer.newest()).toMatchObject({ state: 'COMPLETED', accepted: 2000 });
  });

  it('given an officer who lists one of the rows by hand meanwhile, then it is there already', async () => {
    const listing = aUnit({ caseNumber: `（2025）${COURT}执2号` });
    const [{ body }] = await Promise.all([
      importer.send(ndjson(units(900))),
      registry.post('/v1/listings', listing),
    ]);
    expect(body.accepted + body.alreadyThere).toBe(900);
    expect(await registry.rows('SELECT count(*)::int AS n FROM listing')).toEqual([{ n: 900 }]);
  });

  it.each<[string, string | Buffer, object, number, string]>([
    ['JSON', '{}', { type: 'application/json' }, 415, 'NOT_STREAMED'],
    ['rows that are called JSON', '{}\n{}\n', { type: 'application/json' }, 415, 'NOT_STREAMED'],
    ['gzip', Buffer.from('1f8b0800000000000003', 'hex'), {}, 415, 'IMPORT_NOT_TEXT'],
    ['a zip as a table', 'PK\x03\x04\x14', { type: 'text/csv' }, 415, 'IMPORT_NOT_TEXT'],
    [
      'an encoded body',
      Buffer.from('1f8b0800000000000003', 'hex'),
      { headers: { 'content-encoding': 'gzip' } },
      415,
      'ENCODED_BODY',
    ],
    [
      'an export of a day to come',
      '{}',
      { query: { full: 'true', exportedAt: '2099-01-01T00:00:00Z' } },
      422,
      'EXPORTED_IN_FUTURE',
    ],
    ['a header alone', csv([]), { type: 'text/csv' }, 422, 'IMPORT_EMPTY'],
    [
      'a header whose quote is not closed',
      '"iname,cardNum,caseCode,regDate,disruptTypeName\n',
      { type: 'text/csv' },
      422,
      'IMPORT_COLUMNS',
    ],
    ['a spreadsheet', 'PK', { type: 'application/vnd.ms-excel' }, 415, 'NOT_STREAMED'],
    ['an unknown charset', 'a', { type: 'text/csv; charset=klingon' }, 415, 'UNKNOWN_CHARSET'],
    ['no rows', '\n\n', {}, 422, 'IMPORT_EMPTY'],
    ['a table without a header', '甲,1,2\n乙,1,2\n', { type: 'text/csv' }, 422, 'IMPORT_COLUMNS'],
    ['no mode', '{}', { query: { mode: '' } }, 422, 'IS_IN'],
    ['a full delta', '{}', { query: { mode: 'delta', full: 'true' } }, 422, 'FULL_ONLY_BASELINE'],
    [
      'an import that never was',
      '{}',
      { query: { resume: 'imp_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' } },
      404,
      'NOT_FOUND',
    ],
    ['a judge', '{}', { role: 'judge' }, 403, 'ROLE'],
  ])('given %s, then it is refused by name', async (_why, file, upload, status, rule) => {
    const answer = await importer.send(file, upload);
    expect([answer.status, answer.body.errors]).toMatchObject([status, [{ rule }]]);
    expect(await registry.rows('SELECT 1 FROM listing')).toEqual([]);
    expect(await registry.rows('SELECT 1 FROM listing_import')).toEqual([]);
  });

  it("given another court's import, then its officer sees and resumes nothing of it", async () => {
    const { body } = await importer.send(ndjson(units(1)));
    const token = await registry.as('officer', OTHER_COURT);
    expect((await registry.get(`/v1/imports/${body.id}`, token)).status).toBe(403);
    expect((await registry.get(`/v1/imports/${body.id}/rows`, token)).status).toBe(403);
    expect((await registry.get('/v1/imports', token)).body).toEqual({ data: [], next: null });
    const resumed = await importer.send('{}', { query: { resume: body.id }, court: OTHER_COURT });
    expect(resumed.status).toBe(403);
  });
});

/** GBK of texts whose characters are all in one table of this test's making. */
function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, Buffer>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      const bytes = Buffer.from([high, low]);
      table.set(decoder.decode(bytes), bytes);
    }
  }
  return Buffer.concat(
    [...text].map((sign) => (sign < '\x80' ? Buffer.from(sign) : table.get(sign)!)),
  );
}
