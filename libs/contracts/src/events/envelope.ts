import type { JSONSchema } from 'json-schema-to-ts';
import { idPattern } from '../ids.js';

const time = { type: 'string', format: 'date-time' } as const;

/**
 * CloudEvents 1.0, structured JSON. `subjectversion` is the listing's version (0 for messages that
 * precede one), `correlationid` the decision's id or, where no decision exists, the listing's.
 * Unknown fields are allowed: a consumer older than its producer keeps working.
 */
export function eventSchema<const Type extends string, const Data extends JSONSchema>(
  type: Type,
  data: Data,
) {
  return {
    $id: `urn:yichu:schema:${type}`,
    type: 'object',
    required: [
      'specversion',
      'id',
      'source',
      'type',
      'subject',
      'time',
      'datacontenttype',
      'partitionkey',
      'subjectversion',
      'correlationid',
      'causationid',
      'data',
    ],
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', pattern: idPattern('evt') },
      source: { type: 'string', minLength: 1 },
      type: { const: type },
      subject: { type: 'string', minLength: 1 },
      time,
      datacontenttype: { const: 'application/json' },
      partitionkey: { type: 'string', minLength: 1 },
      subjectversion: { type: 'integer', minimum: 0 },
      correlationid: { type: 'string', minLength: 1 },
      causationid: { type: 'string', minLength: 1 },
      data,
    },
  } as const;
}
