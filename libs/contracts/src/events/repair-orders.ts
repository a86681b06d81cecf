import type { FromSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';
import { BASES, ORDER_ACTIONS } from '../vocabulary.js';
import { eventSchema } from './envelope.js';

/**
 * Topic `repair-orders`. A court orders the registry to change one listing. Signed with the key of
 * `courtCode`'s court; `orderNo` counts up per listing, and an older one is refused.
 */
export const orderIssuedSchema = eventSchema('order.issued.v1', {
  type: 'object',
  required: [
    'orderId',
    'orderNo',
    'action',
    'basis',
    'listingRef',
    'courtCode',
    'decisionId',
    'effectiveAt',
    'until',
    'scope',
  ],
  properties: {
    orderId: { type: 'string', pattern: idPattern('ord') },
    orderNo: { type: 'integer', minimum: 1 },
    action: { enum: ORDER_ACTIONS },
    /** RESTORE repeats the basis of the order that it undoes. */
    basis: { enum: BASES },
    listingRef: { type: 'string', pattern: idPattern('lst') },
    courtCode: { type: 'string', minLength: 1 },
    decisionId: { type: 'string', pattern: idPattern('dec') },
    effectiveAt: { type: 'string', format: 'date-time' },
    /** Last day of a shield (YYYY-MM-DD, Asia/Shanghai), null where open-ended. */
    until: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    scope: { const: 'THIS_CASE_ONLY' },
  },
});
export type OrderIssued = FromSchema<typeof orderIssuedSchema>;
