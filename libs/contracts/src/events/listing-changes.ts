import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';
import { BASES, LISTING_STATES, REQUIRED_ACTIONS } from '../vocabulary.js';
import { eventSchema } from './envelope.js';

/**
 * Topic `listing-changes`. One change of one listing. A person's name and number never travel:
 * `subject` of a natural person is its type alone (invariant 9).
 */
const listingChange = {
  type: 'object',
  required: [
    'listingRef',
    'version',
    'previousVersion',
    'state',
    'requiredAction',
    'basis',
    'until',
    'court',
    'caseNumber',
    'subject',
    'effectiveAt',
    'decisionId',
    'scope',
  ],
  properties: {
    listingRef: { type: 'string', pattern: idPattern('lst') },
    version: { type: 'integer', minimum: 1 },
    /** Normally one less; versions jump after a restore from backup. Null for the first. */
    previousVersion: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
    state: { enum: LISTING_STATES },
    requiredAction: { enum: REQUIRED_ACTIONS },
    /** Null where a court lists. */
    basis: { anyOf: [{ enum: BASES }, { type: 'null' }] },
    until: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    court: {
      type: 'object',
      required: ['code', 'name'],
      properties: {
        code: { type: 'string', minLength: 1 },
        name: { type: 'string', minLength: 1 },
      },
    },
    caseNumber: { type: 'string', minLength: 1 },
    subject: {
      anyOf: [
        {
          type: 'object',
          required: ['type', 'name', 'uscc'],
          properties: {
            type: { const: 'UNIT' },
            name: { type: 'string', minLength: 1 },
            uscc: { type: 'string', minLength: 18, maxLength: 18 },
          },
        },
        { type: 'object', required: ['type'], properties: { type: { const: 'PERSON' } } },
      ],
    },
    effectiveAt: { type: 'string', format: 'date-time' },
    /** Null where no decision stands behind the change (a court lists). */
    decisionId: { anyOf: [{ type: 'string', pattern: idPattern('dec') }, { type: 'null' }] },
    scope: { const: 'THIS_CASE_ONLY' },
  },
} as const satisfies JSONSchema;

export const listingPublishedSchema = eventSchema('listing.published.v1', listingChange);
export const listingRemovedSchema = eventSchema('listing.removed.v1', listingChange);
export const listingShieldedSchema = eventSchema('listing.shielded.v1', listingChange);
export const listingRestoredSchema = eventSchema('listing.restored.v1', listingChange);

export type ListingPublished = FromSchema<typeof listingPublishedSchema>;
export type ListingRemoved = FromSchema<typeof listingRemovedSchema>;
export type ListingShielded = FromSchema<typeof listingShieldedSchema>;
export type ListingRestored = FromSchema<typeof listingRestoredSchema>;
export type ListingChange = ListingPublished | ListingRemoved | ListingShielded | ListingRestored;
export type ListingChangeData = FromSchema<typeof listingChange>;
