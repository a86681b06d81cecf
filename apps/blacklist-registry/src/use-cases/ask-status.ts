import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Problem, unavailable, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { courtName } from '#identifiers';
import { appendLedger } from '#ledger';
import { signCompact, SigningKeys } from '#signing';
import { startOfDay } from '../domain/months.js';
import { standing } from '../domain/standing.js';
import {
  maskedPerson,
  STATUS_TYP,
  statusStatement,
  WITHHELD_FROM_PUBLIC,
  type StatusStatement,
} from '../domain/status-statement.js';
import { IdentityVault } from '../storage/identity-vault.js';
import {
  ListingHistoryStore,
  type StoredHistory,
  type SubjectColumn,
} from '../storage/listing-history.store.js';
import { RegisterCompleteness, type Completeness } from './register-completeness.js';

export type AskedSubject = { type: 'UNIT'; uscc: string } | { type: 'PERSON'; idNumber: string };

export interface StatusQuestion {
  subject: AskedSubject;
  /** The instant asked about; null: as late as the register is complete. */
  at: Date | null;
  /** What the register had recorded by then; null: all that it has. */
  knownAt: Date | null;
  /** Null: the public. */
  actor: Actor | null;
}

export interface SignedStatus {
  claims: StatusStatement;
  /** The compact JWS over the claims: to keep, and to verify offline with the registry's JWKS. */
  statement: string;
}

/**
 * Was this subject on the list at T? A signed answer, of which only PUBLISHED listings are part: what is
 * shielded, deleted, in its grace or not yet published is no ground for anything at that instant.
 *
 * Who may ask, and what past answers show. The list of units is public by law (Art 7), so anyone may ask
 * about a unit. Also about a past instant, since that is a tenderer's question: an award is judged by
 * what held when bids closed, also after the debtor was repaired. The answer tells one subject's state
 * at one instant, which was public then, and with `until` that it has ended; there is no way to ask for
 * a span, a history or all who were ever listed, so nobody can make a list of former defaulters of it. A
 * listing that was an error for this subject (Art 9: revoked, or corrected to name another) must vanish
 * from history too: the public is never told of it, whatever `knownAt`, and every public statement says
 * that it leaves such listings out.
 * Of a natural person only those are told who have a token, because the list shows persons for a purpose
 * and never by their number: the courts, operations, services and subscribers. Each such answer is in the
 * ledger as a disclosure, under the digest of the statement and without the person.
 */
@Injectable()
export class AskStatus {
  constructor(
    private readonly dataSource: DataSource,
    private readonly histories: ListingHistoryStore,
    private readonly vault: IdentityVault,
    private readonly completeness: RegisterCompleteness,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 422 BEYOND_COMPLETE (its extension `completeThrough` says how far), 503 NOT_YET_COMPLETE. */
  async execute(question: StatusQuestion): Promise<SignedStatus> {
    const { complete, histories } = await this.read(question);
    const now = this.clock.now();
    const limit = completeThrough(complete, histories, now);
    const at = within(question.at, limit, 'at');
    const knownAt = within(question.knownAt, complete.through, 'knownAt');
    const isPublic = question.actor === null;
    const [, key] = this.keyOf(question.subject);
    const claims = statusStatement({
      now,
      subject: statedSubject(question.subject),
      at,
      knownAt,
      completeThrough: limit,
      recordedSince: complete.recordedSince,
      withholds: isPublic ? WITHHELD_FROM_PUBLIC : [],
      listings: histories
        .filter((history) => !isPublic || !wasError(history, key))
        .flatMap((history) => standing(history, { key, at, knownAt }) ?? []),
      courtName,
    });
    const statement = await signCompact(claims, this.keys.of('registry'), STATUS_TYP);
    if (question.subject.type === 'PERSON' && question.actor) {
      await this.recordDisclosure(claims, statement, question.actor, now);
    }
    return { claims, statement };
  }

  /** One statement as a rule; again where the register knows more of this subject than its last look saw. */
  private async read({ subject, at, knownAt }: StatusQuestion) {
    const [column, key] = this.keyOf(subject);
    const ofSubject = () => this.histories.ofSubject(this.dataSource.manager, column, key);
    const latest = Math.max(at?.getTime() ?? 0, knownAt?.getTime() ?? 0);
    let complete = known(await this.completeness.recent());
    let histories = await ofSubject();
    if (latest > complete.through.getTime() || hasNewer(histories, complete.through)) {
      complete = known(await this.completeness.lookNow());
      histories = await ofSubject();
    }
    return { complete, histories };
  }

  private keyOf(subject: AskedSubject): [SubjectColumn, string] {
    return subject.type === 'UNIT'
      ? ['uscc', subject.uscc]
      : ['person_key', this.vault.personKey(subject.idNumber)];
  }

  private recordDisclosure(
    { at, knownAt, listings }: StatusStatement,
    statement: string,
    { sub, court }: Actor,
    now: Date,
  ): Promise<void> {
    return appendLedger(this.dataSource.manager, {
      at: now,
      actor: sub,
      action: 'subject.status-disclosed',
      subject: `sha256:${createHash('sha256').update(statement).digest('hex')}`,
      courtCode: court ?? null,
      detail: { at, knownAt, listings: listings.map(({ id }) => id) },
    });
  }
}

/** Revoked, or corrected to name somebody else: this subject should never have been on the list. */
function wasError({ stateNow, key }: StoredHistory, asked: string): boolean {
  return stateNow === 'REVOKED_AS_ERROR' || key !== asked;
}

function known(complete: Completeness | null): Completeness {
  if (!complete) throw unavailable('NOT_YET_COMPLETE');
  return complete;
}

function hasNewer(histories: readonly StoredHistory[], through: Date): boolean {
  return histories.some(({ versions }) => versions.some(({ recordedAt }) => recordedAt > through));
}

/**
 * Up to when this subject's answer is complete. Beside the register's own limit, what holds back only
 * listings of this subject: a day that came and was not applied yet, an order that could not be answered.
 */
function completeThrough(
  { through, waiting }: Completeness,
  histories: readonly StoredHistory[],
  now: Date,
): Date {
  const today = shanghaiDate(now);
  const limits = histories.flatMap(({ listingId, dueOn }) => {
    const blockedSince = waiting.get(listingId);
    return [
      ...(dueOn !== null && dueOn <= today ? [startOfDay(dueOn).getTime() - 1] : []),
      ...(blockedSince ? [blockedSince.getTime()] : []),
    ];
  });
  return new Date(Math.min(through.getTime(), ...limits));
}

function within(asked: Date | null, limit: Date, field: 'at' | 'knownAt'): Date {
  if (asked === null) return limit;
  if (asked <= limit) return asked;
  throw new Problem(422, 'BEYOND_COMPLETE', {
    field,
    vars: { completeThrough: limit.toISOString() },
    extensions: { completeThrough: limit.toISOString() },
  });
}

function statedSubject(subject: AskedSubject) {
  return subject.type === 'UNIT' ? subject : maskedPerson(subject.idNumber);
}
