import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#contracts';
import { RequestFailed, SubscriberHttp } from '../delivery/subscriber-http.js';
import {
  sightingOf,
  unseen,
  type LookAnswer,
  type LookReason,
  type Sighting,
} from '../domain/look-answer.js';
import { canAskFor, lookupUrl, namesOneListing, type LookupValues } from '../domain/lookup-url.js';
import { CODE_LETTERS, neverIssued, ORGANISATION_LENGTH } from '../domain/never-issued.js';
import type { PushFailure } from '../domain/push-outcome.js';
import { PrepareLook } from '../use-cases/prepare-look.js';
import type { LookTarget } from '../storage/look.store.js';

export interface Seen extends LookAnswer {
  /** The listing, or the made-up reference, that showed whether the page can be believed. */
  control: string | null;
}

const LOOK_TIMEOUT_MS = 10_000;
const MAX_PAGE_BYTES = 64 * 1024;
const CONTROLS_TRIED = 3;

/**
 * Looks at a subscriber's public look-up as anybody could, and says what may be believed of it. An
 * "absent" needs a listing that must show and does; a "present" needs one that cannot exist and does not.
 */
@Injectable()
export class Looker {
  constructor(
    private readonly http: SubscriberHttp,
    private readonly prepare: PrepareLook,
  ) {}

  async look(target: LookTarget): Promise<Seen> {
    const template = target.contract.lookup.urlTemplate;
    if (!canAskFor(template, target.values)) return unknown('NOT_ASKABLE');
    const sighting = await this.sight(template, target.values);
    switch (sighting.presence) {
      case 'unknown':
        return unknown(sighting.reason);
      case 'absent':
        if (target.requiredPresence === 'present') return seen('absent');
        // It shows, only elsewhere on the page: seen is seen, no control is needed.
        if (target.forbidsHistory && sighting.history === true) {
          return { result: 'present', reason: 'HISTORY', control: null };
        }
        return this.believeAbsent(target, template);
      case 'present':
        if (!namesOneListing(template) && (await this.prepare.severalFit(target))) {
          return { result: 'ambiguous', reason: 'SEVERAL_FIT', control: null };
        }
        if (target.requiredPresence === 'absent') return seen('present');
        return this.believePresent(target, template);
    }
  }

  private async believeAbsent(target: LookTarget, template: string): Promise<Seen> {
    const controls = (await this.prepare.controlsOf(target)).slice(0, CONTROLS_TRIED);
    if (controls.length === 0) return unknown('NO_CONTROL');
    for (const { listingId, values } of controls) {
      const { presence } = await this.sight(template, values);
      if (presence === 'present') return seen('absent', listingId);
    }
    return unknown('CONTROL_FAILED', controls.at(-1)?.listingId);
  }

  private async believePresent(target: LookTarget, template: string): Promise<Seen> {
    const values = neverIssued(target.values, {
      listingRef: newId('lst'),
      organisation: randomCode(),
      digits: String(randomInt(1_000_000)).padStart(6, '0'),
    });
    const { presence } = await this.sight(template, values);
    return presence === 'absent'
      ? seen('present', values.listingRef)
      : unknown('CONTROL_FAILED', values.listingRef);
  }

  private async sight(template: string, values: LookupValues): Promise<Sighting> {
    try {
      const answer = await this.http.send({
        method: 'GET',
        url: lookupUrl(template, values),
        headers: { accept: 'application/json' },
        timeoutMs: LOOK_TIMEOUT_MS,
        maxBytes: MAX_PAGE_BYTES,
      });
      if (answer.tooLarge) return unseen('TOO_LARGE');
      if (!answer.body) return unseen('CONNECTION');
      return sightingOf(answer.status, answer.body.toString('utf8'));
    } catch (error) {
      return unseen(error instanceof RequestFailed ? REASONS[error.reason] : 'CONNECTION');
    }
  }
}

const REASONS: Record<PushFailure, LookReason> = {
  timeout: 'TIMEOUT',
  connection: 'CONNECTION',
  tls: 'CONNECTION',
  reset: 'CONNECTION',
  malformed: 'CONNECTION',
  name: 'CONNECTION',
  address: 'ADDRESS_REFUSED',
  interrupted: 'CONNECTION',
};

function seen(result: 'present' | 'absent', control: string | null = null): Seen {
  return { result, reason: null, control };
}

function unknown(reason: LookReason, control: string | null = null): Seen {
  return { result: 'unknown', reason, control };
}

function randomCode(): string {
  const letter = (): string => CODE_LETTERS.charAt(randomInt(CODE_LETTERS.length));
  return Array.from({ length: ORGANISATION_LENGTH }, letter).join('');
}
