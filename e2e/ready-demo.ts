import { testInfrastructure } from '#testing';
import { demoEnvironment } from './config.js';
import { DemoProcess } from './demo-process.js';

type ByDuty<Value> = Record<'decision' | 'registry' | 'publisher', Value>;

/** The READY line, as outside scripts rely on it. */
export interface Ready {
  pid: number;
  pids: ByDuty<number>;
  urls: ByDuty<string>;
  subscribers: {
    id: string;
    url: string;
    lookupUrl: string;
    token: string;
    streamId: string;
    behaviour: string;
  }[];
  tokens: Record<'officer' | 'judge' | 'operations' | 'otherCourtOfficer', string>;
  kafka: { brokers: string; topics: Record<string, string> };
  databases: ByDuty<string>;
}

/** A demo as a child process on the tests' infrastructure. */
export async function startDemo(...args: string[]): Promise<DemoProcess> {
  return new DemoProcess(args, demoEnvironment(await testInfrastructure()));
}

/** The demo's run, which names its topics, databases and log files. */
export function runOf({ databases }: Ready): string {
  return /yichu_([^_]+)_/.exec(databases.decision)?.[1] ?? '';
}
