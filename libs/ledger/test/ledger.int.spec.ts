import { DataSource } from 'typeorm';
import {
  appendLedger,
  appendLedgerRows,
  ledgerHash,
  ledgerMigrations,
  type LedgerEntry,
} from '#ledger';
import { databaseFor } from '#testing';

interface Row {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  court_code: string | null;
  detail: object;
  hash: Buffer;
}

const ENTRY: LedgerEntry = {
  at: new Date('2026-11-23T01:02:03.004Z'),
  actor: 'judge-1',
  action: 'decision.approved',
  subject: 'dec_01KAPB0000000000000000000D',
  courtCode: '皖0104',
  detail: { z: 1, a: { y: [1, { c: 2, b: 3 }], x: undefined }, at: new Date(0), amount: 1.5e3 },
};

describe('the ledger', () => {
  let database: DataSource;

  beforeAll(async () => {
    const url = await databaseFor('ledger', ledgerMigrations);
    database = await new DataSource({ type: 'postgres', url }).initialize();
  });

  afterAll(() => database.destroy());

  function rows(): Promise<Row[]> {
    return database.query<Row[]>('SELECT * FROM ledger ORDER BY seq');
  }

  it('given an entry, when it is read back, then its hash is that of what is there', async () => {
    await appendLedger(database.manager, ENTRY);
    const [row] = await rows();
    if (!row) throw new Error('The ledger is empty.');
    const { hash, court_code: courtCode, ...rest } = row;
    expect(hash).toEqual(ledgerHash({ ...rest, courtCode }));
    expect(row).toMatchObject({ actor: 'judge-1', court_code: '皖0104', at: ENTRY.at });
  });

  it.each([
    ['an update', "UPDATE ledger SET actor = 'someone else'"],
    ['an update of no row', 'UPDATE ledger SET actor = actor WHERE false'],
    ['a deletion', 'DELETE FROM ledger'],
    ['emptying it', 'TRUNCATE ledger'],
  ])('given %s, then Postgres refuses it', async (_what, statement) => {
    const before = await rows();
    await expect(database.query(statement)).rejects.toThrow('the ledger is append-only');
    expect(await rows()).toEqual(before);
  });

  it('given an act that is rolled back, then its entry is too', async () => {
    const before = await rows();
    const act = database.transaction(async (manager) => {
      await appendLedger(manager, ENTRY);
      throw new Error('rolled back');
    });
    await expect(act).rejects.toThrow('rolled back');
    expect(await rows()).toEqual(before);
  });

  it('given entries, then they stand in the order they were appended', async () => {
    for (const subject of ['lst_1', 'lst_2', 'lst_3']) {
      await appendLedger(database.manager, { ...ENTRY, subject, courtCode: null });
    }
    const subjects = (await rows()).map(({ subject }) => subject);
    expect(subjects.slice(-3)).toEqual(['lst_1', 'lst_2', 'lst_3']);
  });

  it('given the acts of a batch, then one statement appends them in order, each with its own hash', async () => {
    const before = await rows();
    await appendLedgerRows(database.manager, [
      { ...ENTRY, subject: 'lst_b', courtCode: null },
      { ...ENTRY, subject: 'lst_a', detail: { text: 'a "quoted", {braced} \\ text', none: null } },
    ]);
    await appendLedgerRows(database.manager, []);
    const added = (await rows()).slice(before.length);
    expect(added.map(({ subject }) => subject)).toEqual(['lst_b', 'lst_a']);
    for (const { hash, court_code: courtCode, ...rest } of added) {
      expect(hash).toEqual(ledgerHash({ ...rest, courtCode }));
    }
  });
});
