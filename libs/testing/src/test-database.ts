import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Infrastructure } from '#infrastructure';
import { ownerOfServer, testInfrastructure } from './test-infrastructure.js';

export type Migrations = readonly (new () => MigrationInterface)[];

let made = 0;

/**
 * A database of its own for a test, with the migrations already in it: a copy of a template that the
 * run makes once per set of migrations.
 */
export async function databaseFor(
  name: string,
  migrations: Migrations,
  infrastructure?: Infrastructure,
): Promise<string> {
  const owner = infrastructure ?? (await testInfrastructure());
  const template = await templateOf(owner, migrations);
  return owner.createDatabase(`${name}_${++made}`, template);
}

/** Test files ask at the same time; Postgres itself lets one of them make the template. */
async function templateOf(infrastructure: Infrastructure, migrations: Migrations): Promise<string> {
  const { adminUrl } = infrastructure.postgres;
  const digest = createHash('sha256').update(migrations.map(String).join()).digest('hex');
  const template = `yichu_${await ownerOfServer(infrastructure)}_template_${digest.slice(0, 16)}`;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      template,
    ]);
    if (rowCount === 0) await makeTemplate(admin, adminUrl, template, migrations);
  } finally {
    await admin.end();
  }
  return template;
}

/** Gets its name when it is complete, so that a failed one is never copied. */
async function makeTemplate(
  admin: Client,
  adminUrl: string,
  template: string,
  migrations: Migrations,
): Promise<void> {
  const unfinished = `${template}_new`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished}`);
  await admin.query(`CREATE DATABASE ${unfinished}`);
  const url = new URL(adminUrl);
  url.pathname = `/${unfinished}`;
  const source = new DataSource({
    type: 'postgres',
    url: url.href,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
}
