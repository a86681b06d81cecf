import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The wording of every rule set that came into use: what a decision's digest names can be read for ever. */
export class RuleSetVersions1764144000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rule_set_version (
        id text NOT NULL,
        version int NOT NULL,
        digest text NOT NULL,
        content bytea NOT NULL,
        used_from timestamptz NOT NULL,
        PRIMARY KEY (id, version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rule_set_version');
  }
}
