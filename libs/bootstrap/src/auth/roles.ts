import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor, Role } from '#signing';
import { forbidden, Problem } from '../problems/problem.js';

export const ROLES_OF_ROUTE = 'yichu:roles';

/** A request whose bearer token was believed. */
export interface AuthenticatedRequest extends FastifyRequest {
  actor?: Actor;
}

/**
 * Who may call this route; what a judge may, a president (院长) may too. A route with neither `@Roles`
 * nor `@Public` is open to nobody.
 */
export const Roles = (...roles: Role[]) =>
  SetMetadata(ROLES_OF_ROUTE, roles.includes('judge') ? [...roles, 'president'] : roles);

/** Anyone may call this route, without a token. */
export const Public = () => SetMetadata(ROLES_OF_ROUTE, 'public');

/** The caller, as a handler's parameter. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { actor } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!actor) throw new Problem(401, 'UNAUTHENTICATED');
  return actor;
});

/** @returns the caller's court. @throws 403 OTHER_COURT unless it is `court`. */
export function requireCourt(actor: Actor, court: string, field = ''): string {
  if (actor.court !== court) throw forbidden('OTHER_COURT', field);
  return court;
}
