import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';
import { eventSchema } from './envelope.js';

/** Topic `delivery-outcomes`. The publisher took a change in and froze its expected set of `expected` subscribers. */
export const changeAcceptedSchema = eventSchema('change.accepted.v1', {
  type: 'object',
  required: ['listingRef', 'version', 'decisionId', 'expected'],
  properties: {
    listingRef: { type: 'string', pattern: idPattern('lst') },
    version: { type: 'integer', minimum: 1 },
    decisionId: { anyOf: [{ type: 'string', pattern: idPattern('dec') }, { type: 'null' }] },
    /** The restriction whose change (and `version`) this is about; absent where it is the listing's. */
    restrictionRef: { type: 'string', pattern: idPattern('rst') },
    expected: { type: 'integer', minimum: 0 },
  },
});
export type ChangeAccepted = FromSchema<typeof changeAcceptedSchema>;

const obligationOutcome = {
  type: 'object',
  required: ['obligationId', 'subscriberId', 'listingRef', 'version', 'decisionId', 'at'],
  properties: {
    obligationId: { type: 'string', pattern: idPattern('obl') },
    subscriberId: { type: 'string', pattern: idPattern('sub') },
    listingRef: { type: 'string', pattern: idPattern('lst') },
    version: { type: 'integer', minimum: 1 },
    decisionId: { anyOf: [{ type: 'string', pattern: idPattern('dec') }, { type: 'null' }] },
    /** The restriction whose change (and `version`) this is about; absent where it is the listing's. */
    restrictionRef: { type: 'string', pattern: idPattern('rst') },
    at: { type: 'string', format: 'date-time' },
  },
} as const satisfies JSONSchema;

/** A clean look found the subscriber in the required state. */
export const obligationVerifiedSchema = eventSchema('obligation.verified.v1', obligationOutcome);
/** The subscriber claims to have done it, and a look shows otherwise. */
export const obligationContradictedSchema = eventSchema(
  'obligation.contradicted.v1',
  obligationOutcome,
);
/** The deadline passed before the obligation was verified. */
export const obligationOverdueSchema = eventSchema('obligation.overdue.v1', obligationOutcome);

export type ObligationVerified = FromSchema<typeof obligationVerifiedSchema>;
export type ObligationContradicted = FromSchema<typeof obligationContradictedSchema>;
export type ObligationOverdue = FromSchema<typeof obligationOverdueSchema>;
export type ObligationOutcome = ObligationVerified | ObligationContradicted | ObligationOverdue;
