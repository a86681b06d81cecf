import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness } from './readiness/readiness.js';

const SECOND = 1000;
/** Requests in flight get this long; a long poll, which would take 30 s, is then cut off. */
const GRACE = 2 * SECOND;

/** Bounds how long stopping takes: open connections end at once when idle, else after a grace. */
export function stopInTime(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preClose', (done) => {
    app.get(Readiness).markStopping();
    const cut = setTimeout(() => server.server.closeAllConnections(), GRACE);
    server.server.once('close', () => clearTimeout(cut));
    done();
  });
}
