import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const SECOND = 1000;
/** Requests in flight get this long; a long poll, which would take 30 s, is then cut off. */
const GRACE = 2 * SECOND;
/** A broker or database that is gone may keep its clients from closing. */
const PATIENCE = 8 * SECOND;

export const STOP_SIGNALS = ['SIGTERM', 'SIGINT'];

/** Bounds how long stopping takes: open connections end at once when idle, else after a grace. */
export function stopInTime(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', (done) => {
    const cut = setTimeout(() => fastify.server.closeAllConnections(), GRACE);
    fastify.server.once('close', () => clearTimeout(cut));
    done();
  });
}

/** Ends the process some seconds after it was asked to stop, whatever holds it. */
export function exitInTime(logger: LoggerService): void {
  const exit = () => {
    logger.error({ msg: 'service.stop.timeout', seconds: PATIENCE / SECOND });
    process.exit(1);
  };
  for (const signal of STOP_SIGNALS) process.once(signal, () => setTimeout(exit, PATIENCE).unref());
}
