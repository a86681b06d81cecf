import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { Clock, forbidden, notFound, type Actor } from '#bootstrap';
import type { Commitment, CommitmentStatus } from '../domain/commitment.js';
import { paidFenOf } from '../domain/commitment.js';
import { DUE_DAY_LEGAL_BASIS, lastPassedDueDay } from '../domain/due-day.js';
import { instalmentStates, type InstalmentState } from '../domain/payment-plan.js';
import {
  CommitmentDeadlineStore,
  type CommitmentDeadlineKind,
  type MissedDeadline,
} from '../storage/commitment-deadline.store.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { PerformanceStore, type RecordedPerformance } from '../storage/performance.store.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';
import { personOf } from './person-of.js';

/** A promise with how its plan stands today. */
export interface CommitmentView {
  commitment: Commitment;
  instalments: InstalmentState[];
  /** Of one promise alone; a list leaves them out. */
  performances: RecordedPerformance[] | null;
}

export interface CommitmentFilter extends PageRequest {
  status?: CommitmentStatus;
  caseNumber?: string;
  listingId?: string;
}

export type OverduePromise = MissedDeadline & { legalBasis: string; provisional: boolean };

/** Shows a court its debtors' promises, and which of them have run out. */
@Injectable()
export class ShowCommitments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly commitments: CommitmentStore,
    private readonly performances: PerformanceStore,
    private readonly deadlines: CommitmentDeadlineStore,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, actor: Actor): Promise<CommitmentView> {
    const { manager } = this.dataSource;
    const commitment = await this.commitments.find(manager, id);
    if (!commitment) throw notFound();
    if (commitment.courtCode !== personOf(actor).court) throw forbidden('OTHER_COURT');
    return { ...this.view(commitment), performances: await this.performances.of(manager, id) };
  }

  /** Newest first. */
  async list(
    { status, caseNumber, listingId, after, limit = PAGE_SIZE }: CommitmentFilter,
    actor: Actor,
  ): Promise<Page<CommitmentView>> {
    const commitments = await this.commitments.list(this.dataSource.manager, {
      courtCode: personOf(actor).court,
      status: status ?? null,
      caseNumber: caseNumber ?? null,
      listingId: listingId ?? null,
      before: after ?? null,
      limit: limit + 1,
    });
    const { data, next } = pageOf(commitments, limit);
    return { data: data.map((commitment) => this.view(commitment)), next };
  }

  /** What has run out by now. Nothing is decided by that: a breach is alleged and found by people. */
  async overdue(
    { after, limit = PAGE_SIZE }: PageRequest,
    actor: Actor,
  ): Promise<Page<OverduePromise>> {
    const { day: passed, provisional } = this.passed();
    const missed = await this.deadlines.missed(this.dataSource.manager, {
      courtCode: personOf(actor).court,
      passed,
      after: after ?? null,
      limit: limit + 1,
    });
    const data = missed.slice(0, limit);
    return {
      data: data.map((one) => ({ ...one, legalBasis: DUE_DAY_LEGAL_BASIS, provisional })),
      next: missed.length > limit ? (data.at(-1)?.key ?? null) : null,
    };
  }

  /** Of all courts, for operations to watch. */
  countOverdue(): Promise<Map<CommitmentDeadlineKind, number>> {
    return this.deadlines.count(this.dataSource.manager, this.passed().day);
  }

  private view(commitment: Commitment): CommitmentView {
    const { instalments } = commitment.terms;
    const { day } = this.passed();
    return {
      commitment,
      instalments: instalmentStates(instalments, paidFenOf(commitment), day),
      performances: null,
    };
  }

  private passed() {
    return lastPassedDueDay(shanghaiDate(this.clock.now()));
  }
}
