import {
  Catch,
  HttpException,
  Inject,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, type Texts } from '#i18n';
import { isInfrastructureFault } from '#messaging';
import { traceIdOf } from '../http/request-trace.js';
import { Problem, unavailable } from './problem.js';
import { problemDocument } from './problem-document.js';

/** Token of the service's own rule texts. */
export const RULE_TEXTS = Symbol('RULE_TEXTS');

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** Turns whatever a request ended in into a problem document, and tells nothing it should not. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('problem');

  constructor(@Inject(RULE_TEXTS) private readonly texts: Texts | null) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(thrown);
    if (problem.status === 500) this.logger.error({ msg: 'unhandled', err: thrown });
    if (problem.status === 503) this.logger.warn({ msg: 'unavailable', err: problem.cause });
    sendProblem(problem, request, http.getResponse<FastifyReply>(), this.texts ?? undefined);
  }
}

/** Answers with a problem, also where Nest's filters are not reached. */
export function sendProblem(
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
  texts?: Texts,
): void {
  const language = languageOf(request.headers['accept-language']);
  const document = problemDocument(problem, language, texts);
  void reply.status(problem.status).headers({
    'content-type': PROBLEM_JSON,
    'content-language': language,
    ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(problem.retryAfterSeconds !== undefined && {
      'retry-after': String(problem.retryAfterSeconds),
    }),
  });
  void reply.send(JSON.stringify({ ...document, traceId: traceIdOf(request) }));
}

/** What a caller may know of an error that was thrown. */
function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (isInfrastructureFault(thrown)) return unavailable('UNAVAILABLE', thrown);
  const status = statusOf(thrown);
  switch (status) {
    case 400:
      return new Problem(400, 'NOT_JSON');
    case 401:
      return new Problem(401, 'UNAUTHENTICATED');
    case 404:
      return new Problem(404, 'NOT_FOUND');
    case 413:
      return new Problem(413, 'PAYLOAD_TOO_LARGE');
    case 415:
      return new Problem(415, 'UNSUPPORTED_MEDIA_TYPE');
  }
  if (status >= 400 && status < 500) return new Problem(status, 'REQUEST_REFUSED');
  return new Problem(status === 503 ? 503 : 500, status === 503 ? 'UNAVAILABLE' : 'INTERNAL');
}

/** Nest's and Fastify's own errors know their status; any other error is ours to mend. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'code' in thrown && 'statusCode' in thrown) {
    const fromFastify = typeof thrown.code === 'string' && thrown.code.startsWith('FST_');
    if (fromFastify && typeof thrown.statusCode === 'number') return thrown.statusCode;
  }
  return 500;
}
