import { ChoiceField, FlagField, NumberField, TextField, UrlField } from '#bootstrap';
import { OPENABLE_CHANNELS, SETTABLE_STATUSES, type SettableStatus } from '../domain/stream.js';

export class StreamRequest {
  @ChoiceField(OPENABLE_CHANNELS, { example: 'webhook' })
  channel: (typeof OPENABLE_CHANNELS)[number];

  @UrlField({
    example: 'https://127.0.0.1:4101/yichu',
    optional: true,
    description: 'Where changes are pushed to: for a webhook only, and required there.',
  })
  url?: string | null;

  @FlagField({
    example: false,
    optional: true,
    description:
      'For a webhook: it stays `pending` until its receiver passes POST /v1/streams/{id}/verify. ' +
      'Always so where a subscriber opens it.',
  })
  handshake?: boolean | null;
}

export class StreamStatusRequest {
  @ChoiceField(SETTABLE_STATUSES, {
    example: 'paused',
    description: 'paused stops pushes only; nothing is dropped under any status.',
  })
  status: SettableStatus;

  @UrlField({
    example: 'https://127.0.0.1:4101/yichu',
    optional: true,
    description:
      'With `enabled`, by operations: the present address, given after the stream was opened and not proven, which they answer for.',
  })
  vouchFor?: string | null;
}

export class FeedQuery {
  @TextField({
    example: '1.6',
    optional: true,
    maxLength: 40,
    description: '`epoch.offset` of the last change read; reading on says that it has arrived.',
  })
  after?: string;

  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;

  @NumberField({
    min: 0,
    max: 30,
    example: 20,
    optional: true,
    fromQuery: true,
    description: 'Seconds to wait for a change if none is there.',
  })
  wait?: number;
}

export class CommitRequest {
  @NumberField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 0,
    description: 'Everything up to this offset has arrived.',
  })
  offset: number;
}

export class SeekRequest {
  @TextField({
    example: '1.0',
    maxLength: 40,
    description: 'Where a read without `after` starts from now on.',
  })
  after: string;
}
