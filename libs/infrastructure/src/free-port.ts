import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/** Below the range from which systems take ports for outgoing connections, so a port stays free until it is bound. */
const LOWEST = 20_000;
const BEYOND = 32_000;
const TRIES = 200;

/** @returns a port of the loopback address that nobody listens on; drawn at random, for runs side by side. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found between ${LOWEST} and ${BEYOND}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
