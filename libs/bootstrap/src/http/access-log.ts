import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../auth/roles.js';
import { requestDurations } from './http-metrics.js';
import { traceIdOf } from './request-trace.js';

/** Asked every second or so by machines: of no interest while all is well. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
/** Our own ids may be logged; anything else in a path may be a person's number. */
const OWN_ID = /^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/;

/** One wide line and one observation per request. No bodies, no queries, no headers. */
export function logRequests(server: FastifyInstance): void {
  const logger = new Logger('http');
  const durations = requestDurations();
  server.addHook('onResponse', (request, reply, next) => {
    const line = lineOf(request, reply);
    const { method, route, status } = line;
    durations.observe({ method, route, status }, reply.elapsedTime / 1000);
    if (PROBES.has(route)) logger.debug(line);
    else logger.log(line);
    next();
  });
}

function lineOf(request: FastifyRequest, reply: FastifyReply) {
  const { actor } = request as AuthenticatedRequest;
  const route = request.is404 ? '(none)' : (request.routeOptions.url ?? '(none)');
  return {
    msg: 'request.handled',
    method: request.method,
    route,
    status: String(reply.statusCode),
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ids: Object.values(request.params ?? {}).filter((value) => OWN_ID.test(String(value))),
    ...(actor && { actor: actor.sub, role: actor.role, court: actor.court }),
    traceId: traceIdOf(request),
    requestId: request.id,
  };
}
