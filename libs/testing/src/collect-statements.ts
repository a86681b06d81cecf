import { Client } from 'pg';

/** Collects the text of every statement that this process gives to Postgres, until stopped. */
export function collectStatements(): { sent: string[]; stop: () => void } {
  const sent: string[] = [];
  const prototype = Client.prototype as { query: (...given: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: Client, given, ...rest) {
    sent.push(typeof given === 'string' ? given : (given as { text: string }).text);
    return query.call(this, given, ...rest);
  };
  return { sent, stop: () => void (prototype.query = query) };
}
