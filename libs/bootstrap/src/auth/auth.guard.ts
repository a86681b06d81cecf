import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TrustedKeys, verifyToken, type Actor, type Role } from '#signing';
import { forbidden, Problem } from '../problems/problem.js';
import { ROLES_OF_ROUTE, type AuthenticatedRequest } from './roles.js';

/** Lets a request through if its token is believed and its role is among the route's. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly trusted: TrustedKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const allowed = this.reflector.getAllAndOverride<Role[] | 'public' | undefined>(
      ROLES_OF_ROUTE,
      [context.getHandler(), context.getClass()],
    );
    if (allowed === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await this.authenticate(request.headers.authorization);
    request.actor = actor;
    if (!allowed?.includes(actor.role)) throw forbidden('ROLE');
    return true;
  }

  private async authenticate(authorization: string | undefined): Promise<Actor> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Problem(401, 'UNAUTHENTICATED');
    try {
      return await verifyToken(token, this.trusted);
    } catch (cause) {
      throw new Problem(401, 'UNAUTHENTICATED', { cause });
    }
  }
}
