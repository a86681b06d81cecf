import type { ServiceCommand, ServiceProcesses } from '#infrastructure';
import { PROGRAMS } from './service-commands.js';

/** One of the publisher processes that share database, topics and streams. */
export interface PublisherProcess {
  name: string;
  url: string;
  /** 0 while it is dead. */
  pid(): number;
  /** `kill -9`; it stays dead until it is started. */
  kill(): Promise<void>;
  /** Starts it on its port again, and waits until it is ready. */
  start(): Promise<void>;
}

/** The first publisher's command once more for each port: all that they share is in it. */
export function morePublishers(
  commands: readonly ServiceCommand[],
  ports: readonly number[],
): ServiceCommand[] {
  const first = commands.find(({ name }) => name === PROGRAMS.publisher);
  return first ? ports.map((port, i) => ({ ...first, name: nameOf(i + 1), port })) : [];
}

/** All of them, the first included. */
export function publisherProcesses(
  processes: ServiceProcesses,
  firstUrl: string,
  morePorts: readonly number[],
): PublisherProcess[] {
  const urls = [firstUrl, ...morePorts.map((port) => `http://127.0.0.1:${port}`)];
  return urls.map((url, i) => {
    const name = nameOf(i);
    return {
      name,
      url,
      pid: () => processes.pids()[name] ?? 0,
      kill: () => processes.stop(name, 'SIGKILL'),
      start: () => processes.restart(name),
    };
  });
}

function nameOf(index: number): string {
  return index === 0 ? PROGRAMS.publisher : `${PROGRAMS.publisher}-${index + 1}`;
}
