import { ChoiceField, IdField, InstantField, NumberField } from '#bootstrap';
import { OBLIGATION_STATES, type ObligationState } from '../domain/obligation.js';
import type { ReplayChoice } from '../domain/replay.js';

/** Names one restriction at least; what is left out is not restricted. */
export class ReplayRequest {
  @IdField('sub', { example: 'sub_01J00000000000000000000000', optional: true })
  subscriber?: string | null;

  @IdField('str', {
    example: 'str_01J00000000000000000000000',
    optional: true,
    description: 'Only this stream of its subscriber; else all that push.',
  })
  stream?: string | null;

  @IdField('lst', { example: 'lst_01J00000000000000000000000', optional: true })
  listing?: string | null;

  @InstantField({
    example: '2026-03-01T00:00:00Z',
    optional: true,
    description: 'Changes that were taken in from then on.',
  })
  from?: string | null;

  @InstantField({
    example: '2026-04-01T00:00:00Z',
    optional: true,
    description: 'And before then.',
  })
  to?: string | null;

  @ChoiceField(OBLIGATION_STATES, { example: 'delivered', optional: true })
  state?: ObligationState | null;
}

export class ReplaysQuery {
  @IdField('rpl', {
    example: 'rpl_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;
}

export class SkippedQuery {
  @NumberField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 0,
    optional: true,
    fromQuery: true,
    description: '`next` of the page before.',
  })
  after?: number;

  @NumberField({ min: 1, max: 1000, example: 500, optional: true, fromQuery: true })
  limit?: number;
}

export class ObligationResendRequest {
  @IdField('str', {
    example: 'str_01J00000000000000000000000',
    optional: true,
    description: 'Only to this stream; else to all of the subscriber that push.',
  })
  stream?: string | null;
}

export function choiceOf(request: ReplayRequest): ReplayChoice {
  const { subscriber, stream, listing, state, from, to } = request;
  return {
    subscriberId: subscriber ?? null,
    streamId: stream ?? null,
    listingId: listing ?? null,
    state: state ?? null,
    from: from ? new Date(from) : null,
    to: to ? new Date(to) : null,
  };
}
