import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem, type AuthenticatedRequest } from '#bootstrap';
import { CheckToken } from '../use-cases/check-token.js';

/** A renewed token takes the place of the older ones, which may be in strangers' hands. */
@Injectable()
export class CurrentTokenGuard implements CanActivate {
  constructor(private readonly checkToken: CheckToken) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { actor, headers } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (actor?.role !== 'subscriber') return true;
    const token = headers.authorization?.split(' ').at(-1) ?? '';
    if (await this.checkToken.isCurrent(actor.sub, token)) return true;
    throw new Problem(401, 'UNAUTHENTICATED');
  }
}
