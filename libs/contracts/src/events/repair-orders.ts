import type { FromSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';
import {
  BASES,
  DOCUMENT_TYPES,
  LIFT_BASES,
  ORDER_ACTIONS,
  SANCTION_DOMAINS,
} from '../vocabulary.js';
import { eventSchema } from './envelope.js';

/** A restriction that an order lifts, and why: nothing is lifted that the order does not name. */
const restrictionLift = {
  type: 'object',
  required: ['restrictionRef', 'basis'],
  properties: {
    restrictionRef: { type: 'string', pattern: idPattern('rst') },
    basis: { enum: LIFT_BASES },
    /** Last day (YYYY-MM-DD, Asia/Shanghai) of a temporary lift; absent or null where it is lifted for good. */
    until: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    /** Who approved it. A temporary lift needs the president (院长批准, 法发〔2019〕35号 §17(3)). */
    approvedBy: { enum: ['JUDGE', 'PRESIDENT'] },
  },
} as const;

/**
 * Topic `repair-orders`. A court orders the registry to change one listing, or (LIFT) restrictions of
 * its case. Signed with the key of `courtCode`'s court; `orderNo` counts up per listing, and an older
 * one is refused. Optional fields came after the first release: orders without them stay valid.
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
    /** The listing; for LIFT the listing in whose case the restrictions were imposed. */
    listingRef: { type: 'string', pattern: idPattern('lst') },
    courtCode: { type: 'string', minLength: 1 },
    decisionId: { type: 'string', pattern: idPattern('dec') },
    effectiveAt: { type: 'string', format: 'date-time' },
    /** Last day of a shield (YYYY-MM-DD, Asia/Shanghai), null where open-ended. */
    until: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    scope: { const: 'THIS_CASE_ONLY' },
    /** 解除限制: at least one for LIFT; may go with any other action; never implied. */
    liftRestrictions: { type: 'array', maxItems: 50, items: restrictionLift },
    /** In which of the seven fields of Art 8 sanctions end with this order. */
    sanctionDomains: { type: 'array', items: { enum: SANCTION_DOMAINS } },
    /** CORRECT only: the corrected content, which waits at the registry (it may hold personal data). */
    correction: {
      type: 'object',
      required: ['correctionRef', 'digest'],
      properties: {
        correctionRef: { type: 'string', pattern: idPattern('cor') },
        digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
      },
    },
    /** The papers that carry the decision, by the number printed on them. */
    documents: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        required: ['documentId', 'type', 'number'],
        properties: {
          documentId: { type: 'string', pattern: idPattern('doc') },
          type: { enum: DOCUMENT_TYPES },
          number: { type: 'string', minLength: 1 },
        },
      },
    },
  },
});
export type OrderIssued = FromSchema<typeof orderIssuedSchema>;
export type RestrictionLift = FromSchema<typeof restrictionLift>;
