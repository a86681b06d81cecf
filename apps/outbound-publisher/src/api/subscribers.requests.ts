import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateBy } from 'class-validator';
import {
  ChoiceField,
  ChoicesField,
  ClearTextField,
  Field,
  FlagField,
  IdField,
  NestedField,
  NumberField,
  TextField,
} from '#bootstrap';
import { parseCaseNumber } from '#identifiers';
import {
  SUBJECT_TYPES,
  SUBSCRIBER_TYPES,
  type Contract,
  type Scope,
  type SubjectType,
  type SubscriberType,
} from '../domain/contract.js';

const DAY_SECONDS = 24 * 60 * 60;

function areCourtCodes(value: unknown): boolean {
  return Array.isArray(value) && value.every(isCourtCode);
}

/** The court part of a 案号; a name or a province would silently cover nothing. */
function isCourtCode(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  const read = parseCaseNumber(`（2026）${code}执1号`);
  return read.ok && read.courtCode === code;
}

export class ScopeRequest {
  @Field(
    {
      example: ['皖0104'],
      optional: true,
      description: "Court parts of 案号; without them, every court's listings.",
    },
    { type: String, isArray: true, minItems: 1, maxItems: 4000 },
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(4000),
    ValidateBy(
      { name: 'COURT_CODE', validator: { validate: areCourtCodes } },
      { context: { rule: 'COURT_CODE' } },
    ),
  )
  courts?: string[] | null;

  @ChoicesField(SUBJECT_TYPES, { example: ['UNIT'], optional: true })
  subjectTypes?: SubjectType[] | null;
}

export class LookupRequest {
  @TextField({
    example: 'https://127.0.0.1:4101/lookup?ref={listingRef}',
    description:
      'The public look-up page; `{court}`, `{caseNumber}`, `{uscc}`, `{listingRef}` are filled in, URL-encoded. ' +
      'It answers 200 with `{"listed": true|false}`.',
  })
  urlTemplate: string;
}

export class ProbeRequest {
  @FlagField({ example: true, description: 'We may look at the public page.' })
  consent: boolean;

  @NumberField({
    min: 0,
    max: 7 * DAY_SECONDS,
    example: 60,
    description: 'How long after a claim the public page may still lag behind.',
  })
  settleSeconds: number;
}

export class DeadlineRequest {
  @NumberField({
    min: 1,
    max: 60,
    example: 3,
    description: '工作日 from when a change is available.',
  })
  workingDays: number;
}

export class ContractRequest {
  @NestedField(() => ScopeRequest, { optional: true, description: 'Which listings; {} means all.' })
  scope?: ScopeRequest | null;

  // Made up front, so that what is missing is named by its own path.
  @NestedField(() => LookupRequest)
  lookup: LookupRequest = new LookupRequest();

  @NestedField(() => ProbeRequest)
  probe: ProbeRequest = new ProbeRequest();

  @NestedField(() => DeadlineRequest, { optional: true })
  deadline?: DeadlineRequest | null;

  @FlagField({
    example: false,
    optional: true,
    description: "It also reads the courts' own site, so it may hold what we never sent.",
  })
  independentSource?: boolean | null;

  @FlagField({
    example: false,
    optional: true,
    description: 'Send the newest state only, and leave out older changes not yet tried.',
  })
  stateTransfer?: boolean | null;
}

export class SubscriberRequest {
  @ClearTextField({ example: '某某企业征信平台', maxLength: 200 })
  name: string;

  @ChoiceField(SUBSCRIBER_TYPES, { example: 'COMMERCIAL_CREDIT_PLATFORM' })
  type: SubscriberType;

  @NestedField(() => ContractRequest)
  contract: ContractRequest = new ContractRequest();
}

export class SubscribersQuery {
  @IdField('sub', {
    example: 'sub_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 1000, example: 500, optional: true, fromQuery: true })
  limit?: number;
}

/** What was agreed, with the defaults written out: it is kept with the subscriber as it stands here. */
export function contractOf(request: ContractRequest): Contract {
  const { scope, lookup, probe, deadline, independentSource, stateTransfer } = request;
  return {
    scope: scopeOf(scope ?? {}),
    lookup: { urlTemplate: lookup.urlTemplate },
    probe: { consent: probe.consent, settleSeconds: probe.settleSeconds },
    ...(deadline && { deadline: { workingDays: deadline.workingDays } }),
    independentSource: independentSource ?? false,
    stateTransfer: stateTransfer ?? false,
  };
}

function scopeOf({ courts, subjectTypes }: ScopeRequest): Scope {
  return { ...(courts && { courts }), ...(subjectTypes && { subjectTypes }) };
}
