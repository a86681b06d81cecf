import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import { PublisherSettings } from '../config.js';
import { redactEndedBefore } from '../domain/retention.js';
import { RetentionStore } from '../storage/retention.store.js';

/** Changes gone through in one transaction; each may have a thousand obligations. */
const AT_ONCE = 50;
/** Twice a day is once too often; a process that starts in between finds it done. */
const ONCE_IN_MS = 20 * 60 * 60 * 1000;

export interface RedactedPage {
  redacted: number;
  /** Where to go on; null at the end. */
  next: string | null;
}

/**
 * 去内容: once all obligations of a change have ended and the time after it has passed, its bytes and
 * what receivers answered go. That it was sent, to whom, when, under which signature, and the hash of
 * what was sent, all stay.
 */
@Injectable()
export class RedactEnded {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly retention: RetentionStore,
    private readonly settings: PublisherSettings,
    private readonly clock: Clock,
  ) {}

  /** @returns whether it is this process's to do today. */
  claim(): Promise<boolean> {
    return this.unitOfWork.run(({ manager }) => {
      const now = this.clock.now();
      const since = new Date(now.getTime() - ONCE_IN_MS);
      return this.retention.claimJob(manager, 'redaction', now, since);
    });
  }

  /** One page of changes, in the order of their ids. */
  async page(after: string): Promise<RedactedPage> {
    return this.unitOfWork.run(async ({ manager }) => {
      const now = this.clock.now();
      const before = redactEndedBefore(now, this.settings.redactAfterDays);
      const page = await this.retention.readable(manager, after, before, AT_ONCE);
      const ended = await this.retention.endedBefore(manager, page, before);
      const next = page.length === AT_ONCE ? (page.at(-1) ?? null) : null;
      if (ended.length === 0) return { redacted: 0, next };
      const redacted = await this.retention.redact(manager, ended, now);
      await appendLedgerRows(
        manager,
        redacted.map(({ eventId, listingId, courtCode, sha256 }) => ({
          at: now,
          actor: 'outbound-publisher',
          action: 'change.redacted',
          subject: listingId,
          courtCode,
          detail: { eventId, sha256 },
        })),
      );
      return { redacted: redacted.length, next };
    });
  }
}
