import { shanghaiDate } from '#calendar';
import { BASES, LISTING_GROUNDS } from '#contracts';
import type { ListingReading, ReadEarlier, ReadRestriction } from '../domain/listing-reading.js';

/** What this service relies on in the registry's answer; it may hold more, and an older one holds less. */
export interface ListingDocument extends Omit<ListingReading, 'readAt'> {
  id: string;
  courtCode: string;
}

/** @throws when the answer is not a listing: better no finding than one made of something else. */
export function parseListingDocument(text: string): ListingDocument {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || !isListing(value)) {
    throw new Error('the registry answered something that is no listing');
  }
  const { id, version, state, courtCode, others } = value;
  return { id, version, state, courtCode, others, ...optionalParts(value) };
}

type Raw = Record<string, unknown>;
type Required = Pick<ListingDocument, 'id' | 'version' | 'state' | 'courtCode' | 'others'>;

function isListing(value: Raw): value is Raw & Required {
  const { id, version, state, courtCode, others } = value;
  return (
    typeof id === 'string' &&
    typeof version === 'number' &&
    typeof state === 'string' &&
    typeof courtCode === 'string' &&
    isTexts(others)
  );
}

/** A part that is not there, or not whole as agreed, is not known; nothing is taken out of it. */
function optionalParts(raw: Raw): Omit<ListingDocument, keyof Required> {
  const { subjectType, caseNumber, grounds, termEndsOn, decidedOn, imposedBy, earlier, exits } =
    raw;
  return {
    subjectType: oneOf(['UNIT', 'PERSON'], subjectType),
    caseNumber: textOf(caseNumber),
    grounds: allOf(grounds, (each) => oneOf(LISTING_GROUNDS, each)),
    termEndsOn: termEndsOn === null ? null : textOf(termEndsOn),
    decidedOn: textOf(decidedOn),
    imposedBy: oneOf(['JUDGE', 'PRESIDENT'], imposedBy),
    earlier: allOf(earlier, toEarlier),
    exits: allOf(exits, (each) => oneOf(BASES, each)),
    restrictions: toRestrictions(raw.restrictions),
  };
}

/** Without its id nobody could ask what was broken there. */
function toEarlier(value: unknown): ReadEarlier | undefined {
  if (!isRecord(value) || typeof value.endedAt !== 'string') return undefined;
  const { id } = value;
  if (typeof id !== 'string') return undefined;
  const endedAt = new Date(value.endedAt);
  if (Number.isNaN(endedAt.getTime())) return undefined;
  return { id, endedOn: shanghaiDate(endedAt), basis: oneOf(BASES, value.basis) ?? null };
}

/** The whole list, or undefined where there is none or one entry can't be read. */
function allOf<T>(value: unknown, read: (each: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.map((each: unknown) => read(each));
  const known = entries.filter((each): each is NonNullable<typeof each> => each !== undefined);
  return known.length === entries.length ? known : undefined;
}

/** @throws for a restriction that can't be read: it might be the one that must be lifted. */
function toRestrictions(value: unknown): ReadRestriction[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error('the registry answered restrictions that are no list');
  return value.map((each: unknown) => {
    const { id, kind, state, boundRole } = isRecord(each) ? each : {};
    const known = {
      kind: oneOf(['SPENDING', 'EXIT'], kind),
      state: oneOf(['ACTIVE', 'TEMP_LIFTED', 'LIFTED'], state),
    };
    if (typeof id !== 'string' || !known.kind || !known.state) {
      throw new Error('the registry answered a restriction that is none');
    }
    return { id, kind: known.kind, state: known.state, boundRole: textOf(boundRole) ?? '' };
  });
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function oneOf<const Value extends string>(
  values: readonly Value[],
  value: unknown,
): Value | undefined {
  return values.find((each) => each === value);
}
