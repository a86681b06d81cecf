import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Topic } from '../topics.js';
import {
  changeAcceptedSchema,
  obligationContradictedSchema,
  obligationOverdueSchema,
  obligationVerifiedSchema,
  type ChangeAccepted,
  type ObligationOutcome,
} from './delivery-outcomes.js';
import {
  listingCorrectedSchema,
  listingPublishedSchema,
  listingRemovedSchema,
  listingRestoredSchema,
  listingRevokedSchema,
  listingShieldedSchema,
  listingsImportedSchema,
  restrictionLiftedSchema,
  type ListingChange,
  type ListingsImported,
  type RestrictionLifted,
} from './listing-changes.js';
import {
  orderAppliedSchema,
  orderRefusedSchema,
  type OrderApplied,
  type OrderRefused,
} from './order-outcomes.js';
import { orderIssuedSchema, type OrderIssued } from './repair-orders.js';

/** Every event that may be on each topic: the source of parsing, of AsyncAPI and of the samples test. */
export const CATALOGUE = {
  'repair-orders': [orderIssuedSchema],
  'order-outcomes': [orderAppliedSchema, orderRefusedSchema],
  'listing-changes': [
    listingPublishedSchema,
    listingRemovedSchema,
    listingShieldedSchema,
    listingRestoredSchema,
    listingCorrectedSchema,
    listingRevokedSchema,
    restrictionLiftedSchema,
    listingsImportedSchema,
  ],
  'delivery-outcomes': [
    changeAcceptedSchema,
    obligationVerifiedSchema,
    obligationContradictedSchema,
    obligationOverdueSchema,
  ],
} as const satisfies Record<Topic, readonly object[]>;

export interface EventsByTopic {
  'repair-orders': OrderIssued;
  'order-outcomes': OrderApplied | OrderRefused;
  'listing-changes': ListingChange | RestrictionLifted | ListingsImported;
  'delivery-outcomes': ChangeAccepted | ObligationOutcome;
}
export type YichuEvent = EventsByTopic[Topic];

export type ParseResult<E> =
  | { ok: true; event: E }
  | { ok: false; reason: 'NOT_JSON' | 'UNKNOWN_TYPE' | 'INVALID'; detail: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const ajv = new Ajv({ allErrors: false, strict: false });
formats.default(ajv);
const validators = new Map<string, ValidateFunction>();
for (const [topic, schemas] of Object.entries(CATALOGUE)) {
  for (const schema of schemas) {
    validators.set(`${topic} ${schema.properties.type.const}`, ajv.compile(schema));
  }
}

/**
 * Parses one message value of `topic`. Never throws: bad input is data, to be parked with `reason`
 * (an unknown version is an UNKNOWN_TYPE) and `detail`, which names the place but never the value.
 */
export function parseEvent<T extends Topic>(
  topic: T,
  bytes: Uint8Array,
): ParseResult<EventsByTopic[T]> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    return { ok: false, reason: 'NOT_JSON', detail: 'the value is not UTF-8 JSON' };
  }
  const type =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const validate = typeof type === 'string' ? validators.get(`${topic} ${type}`) : undefined;
  if (!validate) {
    return {
      ok: false,
      reason: 'UNKNOWN_TYPE',
      detail: `no event of that type and version is known on ${topic}`,
    };
  }
  if (!validate(value)) {
    const error = validate.errors?.[0];
    return {
      ok: false,
      reason: 'INVALID',
      detail: `${error?.instancePath || '/'} ${error?.message ?? 'is invalid'}`,
    };
  }
  return { ok: true, event: value as EventsByTopic[T] };
}
