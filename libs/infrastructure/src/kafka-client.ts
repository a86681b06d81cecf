import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 50;
const ANSWER_MS = 2000;
/** ApiVersions v0, correlation id 1, no client id: every broker answers it once it serves. */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

/**
 * Whether a broker speaks Kafka at that address before the time is over. By hand, because only
 * libs/messaging may know a Kafka client.
 */
export async function brokerAnswers(
  address: string,
  patienceMs: number,
  isRunning: () => boolean = () => true,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (isRunning()) {
    if (await asks(address)) return true;
    if (performance.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return false;
}

function asks(address: string): Promise<boolean> {
  const [host = '127.0.0.1', port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(false));
    socket.once('connect', () => socket.write(API_VERSIONS));
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
