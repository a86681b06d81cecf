import { DataSource } from 'typeorm';
import { testInfrastructure } from '#testing';
import { databaseOptions } from '../src/database/open-database.js';

describe('prepared statements', () => {
  let dataSource: DataSource;

  beforeAll(async () => {
    const { postgres } = await testInfrastructure();
    // One connection: what is prepared on it can be asked for on it.
    dataSource = await new DataSource(databaseOptions(postgres.adminUrl, [], [], 1)).initialize();
  });

  afterAll(() => dataSource.destroy());

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
