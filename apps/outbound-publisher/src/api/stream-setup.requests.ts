import { FlagField, IdField, InstantField, NumberField, TextField, UrlField } from '#bootstrap';

const WEEK_HOURS = 7 * 24;

export class StreamEditRequest {
  @UrlField({
    example: 'https://127.0.0.1:4101/yichu',
    optional: true,
    description:
      'Where a webhook is pushed to from now on. What is under way still goes to the old one.',
  })
  url?: string | null;

  @NumberField({
    min: 1,
    max: 10_000,
    example: 50,
    optional: true,
    description:
      'Pushes per second at most; null: as fast as they are answered. What the receiver allowed in its handshake is never exceeded.',
  })
  ratePerSecond?: number | null;

  @NumberField({
    min: 1,
    max: 64,
    example: 8,
    optional: true,
    description: 'Pushes under way at once at most; null: our default.',
  })
  maxInFlight?: number | null;

  @FlagField({
    example: true,
    optional: true,
    description:
      'The new address waits until its receiver passes POST /v1/streams/{id}/verify; always so for a subscriber.',
  })
  handshake?: boolean | null;
}

export class RotateSecretRequest {
  @NumberField({
    min: 0,
    max: WEEK_HOURS,
    example: 72,
    optional: true,
    description: 'For how many hours the old secret signs beside the new one; 72 unless given.',
  })
  overlapHours?: number | null;

  @FlagField({
    example: false,
    optional: true,
    description:
      'While the secret before the present one still signs (409 `OVERLAP_RUNS`): end it now, so that there can be a newer one.',
  })
  dropPrevious?: boolean | null;

  @FlagField({
    example: false,
    optional: true,
    description:
      'While the secret before the present one still signs: that one stays, at least as long as was said, and the newest, which never reached you, is replaced.',
  })
  replaceNewest?: boolean | null;
}

export class AttemptsQuery {
  @IdField('dlv', {
    example: 'dlv_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @TextField({
    example: 'timeout',
    optional: true,
    maxLength: 40,
    description: 'Only those that came to this: `delivered`, `nacked`, or why it is tried again.',
  })
  outcome?: string;

  @InstantField({
    example: '2026-11-20T08:00:00Z',
    optional: true,
    description: 'Only those that started then or later.',
  })
  since?: string;

  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;
}
