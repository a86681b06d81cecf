import type { Readable } from 'node:stream';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/** A body that a handler reads piece by piece: files have no place in memory. */
export interface StreamedBody {
  stream: Readable;
  /** Lower case, without parameters: `text/csv`. */
  mediaType: string;
  /** The `charset` parameter in lower case, where one was given. */
  charset: string | null;
  /** What the sender announced, null where it streams. */
  contentLength: number | null;
}

interface StreamingRoute {
  streams?: readonly string[];
}

/** The route takes these media types as a stream, and nothing else; every other route answers 415 to them. */
export const Streams = (...mediaTypes: string[]) =>
  applyDecorators(
    RouteConfig({ streams: mediaTypes } satisfies StreamingRoute),
    ApiConsumes(...mediaTypes),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );

/** The body of a route with `@Streams`, as a handler's parameter. */
export const Streamed = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { mediaType, charset } = contentTypeOf(request.headers['content-type']);
  const length = Number(request.headers['content-length']);
  return {
    stream: request.body as Readable,
    mediaType,
    charset,
    contentLength: Number.isFinite(length) ? length : null,
  } satisfies StreamedBody;
});

/** Hands bodies of other types than JSON to the routes that ask for them. */
export function streamBodies(server: FastifyInstance): void {
  server.addContentTypeParser('*', (request, payload, done) => {
    if (streamsOf(request).length > 0) done(null, payload);
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type']));
  });
  // Before any parser: a file that is called JSON by mistake is no broken JSON, and may be large.
  server.addHook('preParsing', (request, _reply, _payload, next) => next(refusalOf(request)));
  // What a handler left unread would keep the connection's next request waiting for ever.
  server.addHook('onResponse', (request, _reply, next) => {
    if (streamsOf(request).length > 0) request.raw.resume();
    next();
  });
}

/** Why what is being sent is nothing that the route's handler could read. */
function refusalOf(request: FastifyRequest): Problem | undefined {
  const mediaTypes = streamsOf(request);
  const { mediaType } = contentTypeOf(request.headers['content-type']);
  if (mediaTypes.length === 0) return isJsonOrNothing(request, mediaType) ? undefined : notJson();
  if (!mediaTypes.includes(mediaType)) {
    return new Problem(415, 'NOT_STREAMED', { vars: { types: mediaTypes.join(', ') } });
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  return encoding.toLowerCase() === 'identity' ? undefined : new Problem(415, 'ENCODED_BODY');
}

/** The framework would take texts and forms for something that a handler can read. */
function isJsonOrNothing({ headers, is404 }: FastifyRequest, mediaType: string): boolean {
  const isSent =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  return is404 || !isSent || mediaType === 'application/json';
}

function notJson(): Problem {
  return new Problem(415, 'UNSUPPORTED_MEDIA_TYPE');
}

function streamsOf({ routeOptions }: FastifyRequest): readonly string[] {
  return (routeOptions.config as StreamingRoute).streams ?? [];
}

function contentTypeOf(header = ''): { mediaType: string; charset: string | null } {
  const [mediaType = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([\w.:-]+)"?\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  return { mediaType: mediaType.trim(), charset: charset ?? null };
}
