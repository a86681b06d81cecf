import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { newUlid } from '#contracts';
import { DEFAULT_LANGUAGE } from '#i18n';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyReply, type FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { problemDocument } from '../problems/problem-document.js';
import { sendProblem } from '../problems/problem-filter.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { logRequests } from './access-log.js';
import { traceRequests } from './request-trace.js';
import { streamBodies } from './streamed-body.js';

const SECOND = 1000;
const MEGABYTE = 1024 * 1024;
const UNREADABLE = rawProblem(new Problem(400, 'UNREADABLE'));
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** How a service's HTTP server differs from the others'. */
export interface HttpOptions {
  /** For the whole request to arrive, not for the answer; more where files are uploaded. */
  requestTimeoutMs?: number;
}

/** The HTTP server of every service. Answers may take 30 s (long polls), so nothing times them out. */
export function serviceAdapter({
  requestTimeoutMs = 60 * SECOND,
}: HttpOptions = {}): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MEGABYTE,
    keepAliveTimeout: 72 * SECOND,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    skipMiddie: true,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newUlid();
    },
    clientErrorHandler: (_error: Error, socket: Socket) => {
      // Not HTTP, so there is no request to answer: only a socket.
      if (socket.writable) socket.end(UNREADABLE);
    },
    // The address can't be read, so there is no route and no filter.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      // None of our ids is that long: there is nothing of that name.
      const isTooLong = error instanceof errorCodes.FST_ERR_MAX_PARAM_LENGTH;
      const problem = isTooLong ? new Problem(404, 'NOT_FOUND') : new Problem(400, 'UNREADABLE');
      sendProblem(problem, request, reply);
    },
  });
  const server = adapter.getInstance();
  traceRequests(server);
  logRequests(server);
  streamBodies(server);
  refuseOtherMethods(server);
  server.addHook('onRequest', (request, reply, next) => {
    void reply.header('x-request-id', request.id);
    next();
  });
  return adapter;
}

function rawProblem(problem: Problem): string {
  const body = JSON.stringify(problemDocument(problem, DEFAULT_LANGUAGE, undefined));
  return [
    'HTTP/1.1 400 Bad Request',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
