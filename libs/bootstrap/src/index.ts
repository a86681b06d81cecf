export { AuthGuard } from './auth/auth.guard.js';
export {
  CurrentActor,
  Public,
  requireCourt,
  Roles,
  type AuthenticatedRequest,
} from './auth/roles.js';
export { Clock, FixedClock, SystemClock } from './clock.js';
export {
  listEnv,
  readServiceConfig,
  requireEnv,
  requireKey,
  type Env,
  type ServiceConfig,
} from './config.js';
export { databaseOptions, openDatabase } from './database/open-database.js';
export { Rows } from './database/rows.js';
export { bound } from './fields/bound.js';
export * from './fields/clear-text-field.js';
export * from './fields/identifier-fields.js';
export * from './fields/nested-fields.js';
export * from './fields/plain-fields.js';
export { HasNoIdentityNumber } from './fields/text-rules.js';
export { Field, type FieldOptions } from './fields/field.js';
export { PathId } from './http/path-id.js';
export { Streamed, Streams, type StreamedBody } from './http/streamed-body.js';
export type { OpenApiInfo } from './http/openapi.js';
export { ApiProblem } from './http/api-problem.js';
export { errorFields } from './logging/error-fields.js';
export { ServiceLogger } from './logging/service-logger.js';
export {
  conflict,
  forbidden,
  invalid,
  notFound,
  Problem,
  tooMany,
  unavailable,
  type FieldError,
  type ProblemOptions,
} from './problems/problem.js';
export { ruleText } from './problems/problem-document.js';
export { problemDocument, type ProblemDocument } from './problems/problem-document.js';
export { Readiness, type ReadinessCheck } from './readiness/readiness.js';
export { SERVICE_CONFIG, ServiceModule, type ServiceOptions } from './service.module.js';
export { createService, startService, type RunningService } from './start-service.js';
export { mintToken, type Actor, type Role } from '#signing';
