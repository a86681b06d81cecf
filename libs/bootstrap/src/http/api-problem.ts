import { ApiResponse } from '@nestjs/swagger';

/** What a problem (RFC 9457) looks like in the OpenAPI document. */
export const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** A problem that a client of this call, or of all of a controller's, should know how to deal with. */
export function ApiProblem(status: number, description: string): MethodDecorator & ClassDecorator {
  return ApiResponse({ status, description, content: PROBLEM_CONTENT });
}
