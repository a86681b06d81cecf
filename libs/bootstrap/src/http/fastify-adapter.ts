import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ulid } from 'ulid';
import { problemOf, sendProblem } from '../problems/problem-filter.js';
import { logRequests } from './access-log.js';
import { traceRequests } from './request-trace.js';

const SECOND = 1000;
const MEGABYTE = 1024 * 1024;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** The HTTP server of every service. Answers may take 30 s (long polls), so nothing times them out. */
export function serviceAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MEGABYTE,
    keepAliveTimeout: 72 * SECOND,
    // For the request to arrive, not for the answer.
    requestTimeout: 60 * SECOND,
    forceCloseConnections: 'idle',
    skipMiddie: true,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : ulid();
    },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(problemOf(error), request, reply);
    },
  });
  const server = adapter.getInstance();
  traceRequests(server);
  logRequests(server);
  server.addHook('onRequest', (request, reply, next) => {
    void reply.header('x-request-id', request.id);
    next();
  });
  return adapter;
}
