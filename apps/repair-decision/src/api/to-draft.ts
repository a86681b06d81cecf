import { invalid } from '#bootstrap';
import type { LookUp } from '../domain/examination.js';
import type { Draft, Said } from '../use-cases/draft-decision.js';
import { toCorrection } from './correction.request.js';
import type { DraftRequest, OpenCasesRequest } from './draft.requests.js';

const GRANT_ONLY = [
  'shieldUntil',
  'liftRestrictions',
  'sanctionDomains',
  'correction',
  'overrides',
] as const satisfies readonly (keyof DraftRequest)[];

/** What the request asks for. @throws 422 GRANT_ONLY for a denial that would also grant something. */
export function toDraft(request: DraftRequest): Draft {
  const { outcome, reasons, shieldUntil, liftRestrictions } = request;
  const said = toSaid(request);
  if (outcome === 'DENY') {
    const field = GRANT_ONLY.find((each) => (request[each] ?? null) !== null);
    if (field) throw invalid('GRANT_ONLY', field);
    return { outcome, reasons, said };
  }
  return {
    outcome,
    reasons,
    said,
    // What is optional may also come as null.
    shieldUntil: shieldUntil ?? null,
    liftRestrictions: (liftRestrictions ?? []).map(({ restrictionId, basis, until }) => ({
      restrictionRef: restrictionId,
      basis,
      until: until ?? null,
    })),
    sanctionDomains: request.sanctionDomains ?? null,
    correction: toCorrection(request.correction),
    overrides: request.overrides ?? [],
  };
}

function toSaid({ openCases, attestations, performance, plan, guarantee }: DraftRequest): Said {
  return {
    openCases: openCases ? toLookUp(openCases) : null,
    attestations: (attestations ?? []).map(({ rule, ...lookUp }) => ({
      rule,
      ...toLookUp(lookUp),
    })),
    performance: performance ?? null,
    plan: plan ?? null,
    guarantee: guarantee ?? null,
  };
}

function toLookUp({ found, source, queriedAt }: OpenCasesRequest): LookUp {
  return { found, source, queriedAt: new Date(queriedAt) };
}
