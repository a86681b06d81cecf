import { FlagField, NestedField, NumberField, TextField } from '#bootstrap';
import type { Contract } from '../domain/contract.js';
import type { ContractEdit } from '../domain/contract-edit.js';
import { scopeOf, ScopeRequest } from './scope.requests.js';

const DAY_SECONDS = 24 * 60 * 60;

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

export class RateRequest {
  @NumberField({
    min: 1,
    max: 10_000,
    example: 200,
    optional: true,
    description: 'Pushes per second to each of its streams.',
  })
  perSecond?: number | null;

  @NumberField({
    min: 1,
    max: 256,
    example: 16,
    optional: true,
    description: 'Pushes under way at once to each of its streams.',
  })
  atOnce?: number | null;
}

const SCOPE = 'Which changes concern it, on all of its streams; {} means all.';
const INDEPENDENT = "It also reads the courts' own site, so it may hold what we never sent.";
const STATE_TRANSFER =
  'Send the newest state only, and leave out older changes not yet tried. Every obligation is kept.';
const RATE = 'How fast its streams are pushed to; our defaults where it says nothing.';

export class ContractRequest {
  @NestedField(() => ScopeRequest, { optional: true, description: SCOPE })
  scope?: ScopeRequest | null;

  // Made up front, so that what is missing is named by its own path.
  @NestedField(() => LookupRequest)
  lookup: LookupRequest = new LookupRequest();

  @NestedField(() => ProbeRequest)
  probe: ProbeRequest = new ProbeRequest();

  @NestedField(() => DeadlineRequest, { optional: true })
  deadline?: DeadlineRequest | null;

  @FlagField({ example: false, optional: true, description: INDEPENDENT })
  independentSource?: boolean | null;

  @FlagField({ example: false, optional: true, description: STATE_TRANSFER })
  stateTransfer?: boolean | null;

  @NestedField(() => RateRequest, { optional: true, description: RATE })
  rate?: RateRequest | null;
}

export class ContractEditRequest {
  @NumberField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    example: 1,
    description: 'The version that the edit is made to: 409 if somebody was faster.',
  })
  version: number;

  @NestedField(() => ScopeRequest, {
    optional: true,
    description:
      `${SCOPE} It holds for what is taken in from here on. Obligations that exist go on, and whoever was told ` +
      'of a listing is told of its corrections and removal, in scope or not. What a wider scope adds of what ' +
      'is listed already comes by snapshot: the answer says how many.',
  })
  scope?: ScopeRequest;

  @NestedField(() => LookupRequest, {
    optional: true,
    description: 'From the next look on, for open obligations too.',
  })
  lookup?: LookupRequest;

  @NestedField(() => ProbeRequest, {
    optional: true,
    description:
      'Consent that is withdrawn ends looks at once, and claims stay claims. Consent that is given has every ' +
      'standing claim looked at. The settle time holds for looks not planned yet.',
  })
  probe?: ProbeRequest;

  @NestedField(() => DeadlineRequest, {
    optional: true,
    description:
      'For changes made available from here on; a deadline that runs stays as it was promised. Null: our own target.',
  })
  deadline?: DeadlineRequest | null;

  @FlagField({
    example: false,
    optional: true,
    description: `${INDEPENDENT} From the next change on.`,
  })
  independentSource?: boolean;

  @FlagField({
    example: true,
    optional: true,
    description: `${STATE_TRANSFER} From the next version on; what is passed over already is not sent.`,
  })
  stateTransfer?: boolean;

  @NestedField(() => RateRequest, {
    optional: true,
    description: `${RATE} For all its streams that are pushed to, within seconds. Null: our defaults.`,
  })
  rate?: RateRequest | null;
}

/** What was agreed, with the defaults written out: it is kept with the subscriber as it stands here. */
export function contractOf(request: ContractRequest): Contract {
  const { scope, lookup, probe, deadline, independentSource, stateTransfer, rate } = request;
  return {
    scope: scopeOf(scope ?? {}, 'contract.scope'),
    lookup: { urlTemplate: lookup.urlTemplate },
    probe: { consent: probe.consent, settleSeconds: probe.settleSeconds },
    ...(deadline && { deadline: { workingDays: deadline.workingDays } }),
    independentSource: independentSource ?? false,
    stateTransfer: stateTransfer ?? false,
    ...(rate && { rate: rateOf(rate) }),
  };
}

/** What an edit sets; null takes something back to our default. */
export function contractEditOf(request: ContractEditRequest): ContractEdit {
  const { scope, lookup, probe, deadline, independentSource, stateTransfer, rate } = request;
  return {
    ...(scope && { scope: scopeOf(scope, 'scope') }),
    ...(lookup && { lookup: { urlTemplate: lookup.urlTemplate } }),
    ...(probe && { probe: { consent: probe.consent, settleSeconds: probe.settleSeconds } }),
    ...(deadline !== undefined && {
      deadline: deadline && { workingDays: deadline.workingDays },
    }),
    ...(typeof independentSource === 'boolean' && { independentSource }),
    ...(typeof stateTransfer === 'boolean' && { stateTransfer }),
    ...(rate !== undefined && { rate: rate && rateOf(rate) }),
  };
}

function rateOf({ perSecond, atOnce }: RateRequest) {
  return {
    ...(typeof perSecond === 'number' && { perSecond }),
    ...(typeof atOnce === 'number' && { atOnce }),
  };
}
