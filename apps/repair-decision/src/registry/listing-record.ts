import type { ListingGround, RestrictionKind } from '#contracts';

/** A debtor as the court's own papers name them; a person's number is masked by the registry. */
export type RecordedDebtor =
  | { type: 'UNIT'; name: string; uscc: string; legalRepresentative: string | null }
  | { type: 'PERSON'; name: string; maskedIdNumber: string; sex: 'MALE' | 'FEMALE' | null };

export interface RecordedRestriction {
  id: string;
  kind: RestrictionKind;
  boundRole: string;
  /** Null for the debtor itself. */
  boundName: string | null;
}

/** What the court entered, in full: names people, so it is held in memory and in sealed rows only. */
export interface ListingRecord {
  caseNumber: string;
  debtor: RecordedDebtor;
  grounds: ListingGround[];
  instrument: { number: string; maker: string };
  duty: string;
  performance: string;
  decidedOn: string;
  /** Null where it was never published. */
  publishedAt: string | null;
  termEndsOn: string | null;
  state: string;
  restrictions: RecordedRestriction[];
}

/** @throws when the answer is not a record: better no paper than one made of something else. */
export function parseListingRecord(text: string): ListingRecord {
  const fields = new Fields(parseJson(text));
  const instrument = fields.part('instrument');
  return {
    caseNumber: fields.text('caseNumber'),
    debtor: debtorOf(fields.part('debtor')),
    grounds: fields.list('grounds').map((ground) => String(ground) as ListingGround),
    instrument: { number: instrument.text('number'), maker: instrument.text('maker') },
    duty: fields.text('duty'),
    performance: fields.text('performance'),
    decidedOn: fields.text('decidedOn'),
    publishedAt: fields.optionalText('publishedAt'),
    termEndsOn: fields.optionalText('termEndsOn'),
    state: fields.text('state'),
    restrictions: fields.list('restrictions', []).map((each) => restrictionOf(new Fields(each))),
  };
}

/** The parser's own message would repeat what it could not read. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the record is no JSON');
  }
}

function debtorOf(fields: Fields): RecordedDebtor {
  const name = fields.text('name');
  if (fields.text('type') === 'UNIT') {
    const legalRepresentative = fields.optionalText('legalRepresentative');
    return { type: 'UNIT', name, uscc: fields.text('uscc'), legalRepresentative };
  }
  const sex = fields.optionalText('sex');
  return {
    type: 'PERSON',
    name,
    maskedIdNumber: fields.text('maskedIdNumber'),
    sex: sex === 'MALE' || sex === 'FEMALE' ? sex : null,
  };
}

function restrictionOf(fields: Fields): RecordedRestriction {
  return {
    id: fields.text('id'),
    kind: fields.text('kind') as RestrictionKind,
    boundRole: fields.text('boundRole'),
    boundName: fields.optionalText('boundName'),
  };
}

/** Reads an object that came over the wire. A fault names the field, never what is in it. */
class Fields {
  private readonly values: Record<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new Error('the record is no object');
    this.values = value as Record<string, unknown>;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === null) throw new Error(`the record lacks ${name}`);
    return value;
  }

  optionalText(name: string): string | null {
    const value = this.values[name] ?? null;
    if (value !== null && typeof value !== 'string') throw new Error(`${name} is no text`);
    return value;
  }

  list(name: string, fallback?: unknown[]): unknown[] {
    const value = this.values[name] ?? fallback;
    if (!Array.isArray(value)) throw new Error(`${name} is no list`);
    return value;
  }

  part(name: string): Fields {
    return new Fields(this.values[name]);
  }
}
