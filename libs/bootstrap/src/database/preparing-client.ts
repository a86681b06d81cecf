import { createHash } from 'node:crypto';
import { Client, Query, type ClientConfig } from 'pg';

/** Beyond it statements stay unnamed: somebody writes values into the text, and each name costs memory in Postgres. */
const MOST_NAMES = 500;
const names = new Map<string, string>();

const BEGIN = 'START TRANSACTION';
const ENDS: readonly unknown[] = ['COMMIT', 'ROLLBACK'];

type Send = (query: unknown, values?: unknown, callback?: unknown) => unknown;

/** What node-postgres keeps of itself and does not declare. */
interface Inside {
  pipeline: boolean;
  connection: { stream: { cork(): void; uncork(): void } };
  _activeQuery: unknown;
  _sentQueryQueue: unknown[];
}

/**
 * A connection that costs Postgres and us less per statement (measured with `bench latency`):
 *
 * - Every statement with parameters is a named prepared one, so that Postgres parses and plans it once
 *   per connection: two fifths of what our many small statements cost it.
 * - Statements that are given without waiting for the ones before leave together and are answered in
 *   turn; and a transaction's start leaves with its first statement. Each is still on its own: what
 *   fails makes Postgres refuse the rest of the transaction, and its COMMIT roll back.
 */
export class PreparingClient extends Client {
  private isToBegin = false;
  private isCorked = false;
  private get inside(): Inside {
    return this as unknown as Inside;
  }

  constructor(config?: string | ClientConfig) {
    super(config);
    this.inside.pipeline = true;
  }

  override query = ((query: unknown, values?: unknown, callback?: unknown) => {
    if (query === BEGIN && values === undefined && !this.isToBegin) {
      this.isToBegin = true;
      return Promise.resolve({ command: 'START', rows: [], rowCount: null });
    }
    if (this.isToBegin) {
      this.isToBegin = false;
      // Nothing was done in it.
      if (ENDS.includes(query))
        return Promise.resolve({ command: query, rows: [], rowCount: null });
      this.corkForNow();
      // If it fails, so does what follows.
      (super.query(BEGIN) as Promise<unknown>).catch(() => undefined);
    }
    if (isSpecial(query)) return this.sendAlone(query);
    this.corkForNow();
    const send = super.query.bind(this) as Send;
    const name =
      typeof query === 'string' && Array.isArray(values) ? statementName(query) : undefined;
    if (name === undefined || callback) return send(query, values, callback);
    return new Promise((resolve, reject) => {
      const answer = (error: Error | undefined, result: unknown) =>
        error ? reject(error) : resolve(result);
      // Made here: an object of options would be copied, property by property, each time.
      send(Object.assign(new Query(query as string, values as unknown[], answer), { name }));
    });
  }) as Client['query'];

  /** What is given until the event loop goes on leaves in one packet. */
  private corkForNow(): void {
    if (this.isCorked) return;
    const { stream } = this.inside.connection;
    this.isCorked = true;
    stream.cork();
    process.nextTick(() => {
      this.isCorked = false;
      stream.uncork();
    });
  }

  /** COPY talks with Postgres back and forth, so nothing may be sent behind it. */
  private sendAlone(query: unknown): unknown {
    if (this.inside._activeQuery || this.inside._sentQueryQueue.length > 0) {
      throw new Error('Wait for the statements before a COPY.');
    }
    this.inside.pipeline = false;
    this.once('drain', () => (this.inside.pipeline = true));
    return (super.query.bind(this) as Send)(query);
  }
}

/** A query that brings its own way of talking with Postgres. */
function isSpecial(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query;
}

/** The same text has the same name on every connection. */
function statementName(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < MOST_NAMES) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return name;
}
