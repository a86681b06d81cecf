import type { FastifyInstance, FastifyRequest } from 'fastify';
import { childTraceparent, runInTrace } from '#messaging';

const traceparents = new WeakMap<FastifyRequest, string>();

/** Continues the caller's W3C trace, or starts one: what the request publishes belongs to it. */
export function traceRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, next) => {
    const given = request.headers.traceparent;
    traceparents.set(request, childTraceparent(typeof given === 'string' ? given : undefined));
    next();
  });
  // Entered only after the body was read: its stream's events would leave the context again.
  server.addHook('preHandler', (request, _reply, next) => {
    runInTrace(traceparents.get(request), next);
  });
}

/** The request's W3C trace id, for logs and problem documents. */
export function traceIdOf(request: FastifyRequest): string | undefined {
  return traceparents.get(request)?.split('-')[1];
}
