import type { FromSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';
import { REFUSAL_REASONS, RESTRICTION_STATES } from '../vocabulary.js';
import { eventSchema } from './envelope.js';

/** Topic `order-outcomes`. The registry applied the order; the listing now has `version`. */
export const orderAppliedSchema = eventSchema('order.applied.v1', {
  type: 'object',
  required: ['orderId', 'orderNo', 'listingRef', 'decisionId', 'version'],
  properties: {
    orderId: { type: 'string', pattern: idPattern('ord') },
    orderNo: { type: 'integer', minimum: 1 },
    listingRef: { type: 'string', pattern: idPattern('lst') },
    decisionId: { type: 'string', pattern: idPattern('dec') },
    version: { type: 'integer', minimum: 1 },
    /** False where nobody was told of the listing yet (宽限期), so that no change is announced. Absent: true. */
    announced: { type: 'boolean' },
    /** What became of each restriction that the order names. */
    restrictions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['restrictionRef', 'state', 'version'],
        properties: {
          restrictionRef: { type: 'string', pattern: idPattern('rst') },
          state: { enum: RESTRICTION_STATES },
          version: { type: 'integer', minimum: 1 },
          /** False where it had been lifted before, so that no change of it is announced. Absent: true. */
          changed: { type: 'boolean' },
        },
      },
    },
  },
});
export type OrderApplied = FromSchema<typeof orderAppliedSchema>;

/**
 * Topic `order-outcomes`. The registry refused the order, or a copy of it. `authentic` false means
 * that the bytes did not carry the court's signature: such a refusal never becomes an order's outcome.
 */
export const orderRefusedSchema = eventSchema('order.refused.v1', {
  type: 'object',
  required: ['orderId', 'listingRef', 'decisionId', 'reason', 'authentic', 'digest'],
  properties: {
    orderId: { type: 'string', pattern: idPattern('ord') },
    listingRef: { type: 'string', minLength: 1 },
    decisionId: { anyOf: [{ type: 'string', pattern: idPattern('dec') }, { type: 'null' }] },
    reason: { enum: REFUSAL_REASONS },
    authentic: { type: 'boolean' },
    /** `sha256:<hex>` of the refused bytes, so that two copies can be told apart. */
    digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
  },
});
export type OrderRefused = FromSchema<typeof orderRefusedSchema>;
