/** A running Postgres or Kafka, whichever way it was had. */
interface Part {
  /** For people and the demo's summary: `embedded 18.4`. */
  description: string;
  /** The server's own process, where it runs on this machine as ours. */
  pid?: number;
  outage?: Outage;
}

/** An outage, for tests. */
export interface Outage {
  /** Ends the server at once, in its own way. */
  down(): Promise<void>;
  /** SIGKILL: it gets no chance to tidy anything up. */
  kill(): Promise<void>;
  /** Starts it again on its port with its data. */
  up(): Promise<void>;
}

export interface PostgresPart extends Part {
  /** A superuser's address of the maintenance database. */
  adminUrl: string;
}

export interface KafkaPart extends Part {
  brokers: string[];
  /** Runs that share a broker differ by it; empty on a broker of our own. */
  topicSuffix: string;
}

/** What the run is for; durability is part of the product, so only tests may go without fsync. */
export type Purpose = 'demo' | 'dev' | 'bench' | 'test';

/** Command line settings, the same for the embedded server and the container. */
export function postgresSettings(purpose: Purpose): string[] {
  const always = {
    max_connections: '200',
    shared_buffers: '128MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_wal_size: '512MB',
  };
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  return Object.entries(purpose === 'test' ? { ...always, ...unsafe } : always).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
}
