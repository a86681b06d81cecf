import type { KafkaPart, PostgresPart } from './parts.js';
import { databaseUrl, queryOnce, quoted } from './postgres-client.js';
import type { Run } from './run.js';

/** A Postgres and a Kafka that one run may use, and the folder of that run. */
export class Infrastructure {
  constructor(
    /** What the run started; service processes join it. */
    readonly run: Run,
    readonly postgres: PostgresPart,
    readonly kafka: KafkaPart,
  ) {}

  get runId(): string {
    return this.run.id;
  }

  /** Removed when the run stops. */
  get runDir(): string {
    return this.run.dir;
  }

  /** One file per process; kept for the last ten runs. */
  get logsDir(): string {
    return this.run.logsDir;
  }

  /** Makes a database of this run on the server, a copy of the database `template` if one is named. */
  async createDatabase(name: string, template?: string): Promise<string> {
    const full = this.databaseName(name);
    const source = template ? ` TEMPLATE ${quoted(template)}` : '';
    await queryOnce(this.postgres.adminUrl, `CREATE DATABASE ${quoted(full)}${source}`);
    return databaseUrl(this.postgres.adminUrl, full);
  }

  async dropDatabase(name: string): Promise<void> {
    const full = quoted(this.databaseName(name));
    await queryOnce(this.postgres.adminUrl, `DROP DATABASE IF EXISTS ${full} WITH (FORCE)`);
  }

  /** Ends services, servers and this run's folder; safe to call again. */
  async stop(): Promise<void> {
    await this.run.stop();
  }

  /** The run's id keeps runs apart that share a server. */
  private databaseName(name: string): string {
    return `yichu_${this.run.id}_${name.replaceAll('-', '_')}`;
  }
}
