import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, type EntityManager } from 'typeorm';
import { testInfrastructure } from '#testing';
import { databaseOptions } from '../src/database/open-database.js';

let dataSource: DataSource;

beforeAll(async () => {
  const { postgres } = await testInfrastructure();
  // One connection: what is prepared on it can be asked for on it.
  dataSource = await new DataSource(databaseOptions(postgres.adminUrl, [], [], 1)).initialize();
  await dataSource.query('CREATE TEMPORARY TABLE kept (number integer UNIQUE)');
});

afterAll(() => dataSource.destroy());

const kept = () =>
  dataSource
    .query<{ number: number }[]>('SELECT number FROM kept ORDER BY number')
    .then((rows) => rows.map(({ number }) => number));
const keep = (manager: EntityManager, number: number) =>
  manager.query('INSERT INTO kept VALUES ($1)', [number]);

describe('prepared statements', () => {
  it('given the same statement with other parameters, then it is prepared once', async () => {
    for (const value of [1, 2, 3]) {
      const rows = await dataSource.query('SELECT $1::int + 1 AS sum', [value]);
      expect(rows).toEqual([{ sum: value + 1 }]);
    }
    const prepared = await dataSource.query(
      'SELECT generic_plans + custom_plans AS runs FROM pg_prepared_statements WHERE statement LIKE $1',
      ['SELECT $1::int + 1%'],
    );
    expect(prepared).toEqual([{ runs: '3' }]);
  });

  it('given a statement without parameters, then it is not', async () => {
    await dataSource.query('SELECT 42 AS answer');
    const prepared = await dataSource.query(
      `SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT 42%'`,
    );
    expect(prepared).toEqual([]);
  });
});

describe('statements that nobody waits for', () => {
  beforeEach(() => dataSource.query('TRUNCATE kept'));

  it('given several at once, then each has its own answer', async () => {
    const answers = await dataSource.transaction((manager) =>
      Promise.all([1, 2, 3].map((value) => manager.query('SELECT $1::int AS value', [value]))),
    );
    expect(answers).toEqual([[{ value: 1 }], [{ value: 2 }], [{ value: 3 }]]);
  });

  it('given the first of them fails, then the others do, and the commit keeps nothing', async () => {
    await dataSource.transaction(async (manager) => {
      await keep(manager, 1);
      const ends = await Promise.allSettled([keep(manager, 1), keep(manager, 2)]);
      expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    });
    expect(await kept()).toEqual([]);
  });

  it('given a transaction whose work fails, before or after its first statement, then nothing is kept', async () => {
    const failing = (work: (manager: EntityManager) => Promise<unknown>) =>
      dataSource.transaction(async (manager) => {
        await work(manager);
        throw new Error('no');
      });
    await expect(failing(() => Promise.resolve())).rejects.toThrow('no');
    await expect(failing((manager) => keep(manager, 1))).rejects.toThrow('no');
    await dataSource.transaction(() => Promise.resolve());
    await keep(dataSource.manager, 2);
    expect(await kept()).toEqual([2]);
  });

  it('given a COPY in between, then it is taken, and what follows too', async () => {
    await dataSource.transaction(async (manager) => {
      await keep(manager, 1);
      const connection = (await manager.queryRunner?.connect()) as PoolClient;
      const sink = connection.query(copyFrom('COPY kept (number) FROM STDIN'));
      await pipeline([Buffer.from('2\n3\n')], sink);
      await Promise.all([keep(manager, 4), keep(manager, 5)]);
    });
    expect(await kept()).toEqual([1, 2, 3, 4, 5]);
  });

  it('given a COPY behind an unanswered statement, then it is refused', async () => {
    await dataSource.transaction(async (manager) => {
      await keep(manager, 1);
      const connection = (await manager.queryRunner?.connect()) as PoolClient;
      const before = connection.query('SELECT pg_sleep(0)');
      expect(() => connection.query(copyFrom('COPY kept (number) FROM STDIN'))).toThrow(/COPY/);
      await before;
    });
    expect(await kept()).toEqual([1]);
  });
});
