import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';

interface Route {
  /** What its paths look like. */
  paths: RegExp;
  methods: string[];
}

/** Answers 405 with `Allow`, in place of 404, where the address is right and only the method is not. */
export function refuseOtherMethods(server: FastifyInstance): void {
  const routes: Route[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ paths: pathsOf(url), methods: [method].flat() });
  });
  server.addHook('onRequest', (request, reply, next) => {
    const allowed = request.is404 ? allowedAt(routes, request.url) : '';
    if (allowed === '') return next();
    void reply.header('allow', allowed);
    next(new Problem(405, 'METHOD_NOT_ALLOWED', { vars: { allowed } }));
  });
}

function allowedAt(routes: readonly Route[], url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const methods = routes.filter(({ paths }) => paths.test(path)).flatMap((each) => each.methods);
  return [...new Set(methods)].sort().join(', ');
}

/** `/v1/streams/:id` stands for each address that has something in the place of `:id`. */
function pathsOf(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)));
  return new RegExp(`^${parts.join('/')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
