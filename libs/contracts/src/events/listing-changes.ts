import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { BOUND_ROLES } from '../bound-roles.js';
import { idPattern } from '../ids.js';
import {
  BASES,
  CHANGE_CAUSES,
  LIFT_BASES,
  LISTING_GROUNDS,
  LISTING_STATES,
  REQUIRED_ACTIONS,
  RESTRICTION_KINDS,
  RESTRICTION_STATES,
  SANCTION_DOMAINS,
} from '../vocabulary.js';
import { eventSchema } from './envelope.js';

const court = {
  type: 'object',
  required: ['code', 'name'],
  properties: {
    code: { type: 'string', minLength: 1 },
    name: { type: 'string', minLength: 1 },
  },
} as const satisfies JSONSchema;

const publicSubject = {
  anyOf: [
    {
      type: 'object',
      required: ['type', 'name', 'uscc'],
      properties: {
        type: { const: 'UNIT' },
        name: { type: 'string', minLength: 1 },
        /** Legacy records may carry a code that fails its check; it is passed on as the court has it. */
        uscc: { type: 'string', minLength: 1, maxLength: 18 },
      },
    },
    { type: 'object', required: ['type'], properties: { type: { const: 'PERSON' } } },
  ],
} as const satisfies JSONSchema;

const nullableDate = { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] } as const;
const nullableDecision = {
  anyOf: [{ type: 'string', pattern: idPattern('dec') }, { type: 'null' }],
} as const;

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
    until: nullableDate,
    court,
    caseNumber: { type: 'string', minLength: 1 },
    subject: publicSubject,
    effectiveAt: { type: 'string', format: 'date-time' },
    /** Null where no decision stands behind the change (a court lists, a day came). */
    decisionId: nullableDecision,
    /** Where the registry acted by itself because a day came; absent or null where an order did. */
    cause: { anyOf: [{ enum: CHANGE_CAUSES }, { type: 'null' }] },
    grounds: { type: 'array', items: { enum: LISTING_GROUNDS } },
    /** Last day of the listing's term (L2–L6); null where it has none. */
    termEndsOn: nullableDate,
    sanctionDomains: { type: 'array', items: { enum: SANCTION_DOMAINS } },
    scope: { const: 'THIS_CASE_ONLY' },
  },
} as const satisfies JSONSchema;

export const listingPublishedSchema = eventSchema('listing.published.v1', listingChange);
export const listingRemovedSchema = eventSchema('listing.removed.v1', listingChange);
export const listingShieldedSchema = eventSchema('listing.shielded.v1', listingChange);
export const listingRestoredSchema = eventSchema('listing.restored.v1', listingChange);
/** 更正: the content changed, the state stays. */
export const listingCorrectedSchema = eventSchema('listing.corrected.v1', listingChange);
/** 撤销: it should never have been listed, so history pages must drop it too. */
export const listingRevokedSchema = eventSchema('listing.revoked.v1', listingChange);

const restrictionChange = {
  type: 'object',
  required: [
    'restrictionRef',
    'listingRef',
    'version',
    'previousVersion',
    'state',
    'kind',
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
    /** The aggregate of this event: its key, its subject, and whose versions count. */
    restrictionRef: { type: 'string', pattern: idPattern('rst') },
    /** The listing in whose case it was imposed: whoever may hold that listing is told. */
    listingRef: { type: 'string', pattern: idPattern('lst') },
    version: { type: 'integer', minimum: 1 },
    previousVersion: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
    state: { enum: RESTRICTION_STATES },
    kind: { enum: RESTRICTION_KINDS },
    /** Whom it binds: the debtor itself, or an officer of the unit, who is a person of no name here. */
    boundRole: { enum: BOUND_ROLES },
    requiredAction: { const: 'lift_sanctions' },
    basis: { enum: LIFT_BASES },
    /** Last day of a temporary lift; null where it is lifted for good. */
    until: nullableDate,
    court,
    caseNumber: { type: 'string', minLength: 1 },
    subject: publicSubject,
    effectiveAt: { type: 'string', format: 'date-time' },
    decisionId: nullableDecision,
    scope: { const: 'THIS_CASE_ONLY' },
  },
} as const satisfies JSONSchema;

/** 解除限制消费 / 限制出境: the sanctions of one restriction end, or pause until `until`. */
export const restrictionLiftedSchema = eventSchema('restriction.lifted.v1', restrictionChange);

/**
 * A court's whole list was taken over (基线导入). Rows come in chunks and make no obligations: they
 * reach subscribers by snapshot. Key and subject are the import's id.
 */
export const listingsImportedSchema = eventSchema('listings.imported.v1', {
  type: 'object',
  required: ['importId', 'chunk', 'court', 'batch', 'listings'],
  properties: {
    importId: { type: 'string', pattern: idPattern('imp') },
    /** Counts up from 1 within the import. */
    chunk: { type: 'integer', minimum: 1 },
    court,
    batch: { const: true },
    listings: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['listingRef', 'version', 'state', 'caseNumber', 'subject', 'publishedOn'],
        properties: {
          listingRef: { type: 'string', pattern: idPattern('lst') },
          version: { type: 'integer', minimum: 1 },
          state: { const: 'PUBLISHED' },
          caseNumber: { type: 'string', minLength: 1 },
          subject: publicSubject,
          publishedOn: { type: 'string', format: 'date' },
          grounds: { type: 'array', items: { enum: LISTING_GROUNDS } },
          termEndsOn: nullableDate,
        },
      },
    },
  },
});

export type ListingPublished = FromSchema<typeof listingPublishedSchema>;
export type ListingRemoved = FromSchema<typeof listingRemovedSchema>;
export type ListingShielded = FromSchema<typeof listingShieldedSchema>;
export type ListingRestored = FromSchema<typeof listingRestoredSchema>;
export type ListingCorrected = FromSchema<typeof listingCorrectedSchema>;
export type ListingRevoked = FromSchema<typeof listingRevokedSchema>;
/** What happens to one listing. */
export type ListingChange =
  | ListingPublished
  | ListingRemoved
  | ListingShielded
  | ListingRestored
  | ListingCorrected
  | ListingRevoked;
export type RestrictionLifted = FromSchema<typeof restrictionLiftedSchema>;
export type ListingsImported = FromSchema<typeof listingsImportedSchema>;
export type ListingChangeData = FromSchema<typeof listingChange>;
