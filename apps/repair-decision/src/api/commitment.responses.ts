import { ApiProperty } from '@nestjs/swagger';
import { paidFenOf, nextDueOf, type Commitment } from '../domain/commitment.js';
import type { Page } from '../use-cases/page.js';
import type { CommitmentView, OverduePromise } from '../use-cases/show-commitments.js';
import { CommitmentTermsRequest, COMMITMENT_STATUSES } from './commitment.requests.js';

class InstalmentResponse {
  @ApiProperty({ format: 'date' }) dueOn: string;
  @ApiProperty() fen: number;
  @ApiProperty() paidFen: number;
  @ApiProperty({ enum: ['OPEN', 'PAID', 'OVERDUE'] }) status: 'OPEN' | 'PAID' | 'OVERDUE';
}

class CommittedDebtorResponse {
  @ApiProperty({ enum: ['UNIT', 'PERSON'] }) type: 'UNIT' | 'PERSON';
  @ApiProperty() name: string;
  @ApiProperty({ required: false, description: 'UNIT only' }) uscc?: string;
}

class AllegationResponse {
  @ApiProperty() by: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ enum: ['CREDITOR', 'COURT'] }) on: 'CREDITOR' | 'COURT';
  @ApiProperty({ format: 'date' }) breachedOn: string;
  @ApiProperty() facts: string;
}

class CommitmentEndResponse {
  @ApiProperty() by: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
}

class PerformanceResponse {
  @ApiProperty() reference: string;
  @ApiProperty({ format: 'date' }) paidOn: string;
  @ApiProperty() fen: number;
  @ApiProperty() recordedBy: string;
  @ApiProperty({ format: 'date-time' }) recordedAt: string;
}

/** A promise and how it stands. */
export class CommitmentResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: COMMITMENT_STATUSES }) status: Commitment['status'];
  @ApiProperty() courtCode: string;
  @ApiProperty() caseNumber: string;
  @ApiProperty({ type: String, nullable: true }) listingId: string | null;
  @ApiProperty({ type: CommittedDebtorResponse }) debtor: CommittedDebtorResponse;
  @ApiProperty({ type: CommitmentTermsRequest }) terms: Commitment['terms'];
  @ApiProperty({ type: String, format: 'date', nullable: true }) deferListingUntil: string | null;
  @ApiProperty({ type: [InstalmentResponse], description: 'How the plan stands today' })
  instalments: InstalmentResponse[];
  @ApiProperty() paidFen: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) nextDueOn: string | null;
  @ApiProperty({ type: AllegationResponse, nullable: true }) breach: AllegationResponse | null;
  @ApiProperty() proposedBy: string;
  @ApiProperty({ format: 'date-time' }) proposedAt: string;
  @ApiProperty({ type: String, nullable: true }) acceptedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) acceptedAt: string | null;
  @ApiProperty({ type: CommitmentEndResponse, nullable: true }) ended: CommitmentEndResponse | null;
  @ApiProperty({
    type: [PerformanceResponse],
    required: false,
    description: 'Of one, not in lists',
  })
  performances?: PerformanceResponse[];
}

export class CommitmentPageResponse {
  @ApiProperty({ type: [CommitmentResponse] }) data: CommitmentResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

/** What has run out, with what the day rests on. */
export class OverduePromiseResponse {
  @ApiProperty({ enum: ['INSTALMENT', 'DEFERRAL'] }) kind: OverduePromise['kind'];
  @ApiProperty() commitmentId: string;
  @ApiProperty() caseNumber: string;
  @ApiProperty({ type: String, nullable: true }) listingId: string | null;
  @ApiProperty({ format: 'date' }) dueOn: string;
  @ApiProperty() legalBasis: string;
  @ApiProperty({ description: 'The calendar does not reach that far yet' }) provisional: boolean;
}

export class OverduePageResponse {
  @ApiProperty({ type: [OverduePromiseResponse] }) data: OverduePromiseResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toCommitmentResponse({
  commitment,
  instalments,
  performances,
}: CommitmentView): CommitmentResponse {
  const { id, status, courtCode, caseNumber, listingId, debtor, terms } = commitment;
  const { deferListingUntil, proposedBy, proposedAt } = commitment;
  const accepted = acceptanceOf(commitment);
  const ended = 'ended' in commitment ? commitment.ended : null;
  const breach = 'allegation' in commitment ? commitment.allegation : null;
  return {
    ...{ id, status, courtCode, caseNumber, listingId, debtor, terms, deferListingUntil },
    instalments,
    paidFen: paidFenOf(commitment),
    nextDueOn: nextDueOf(commitment),
    breach: breach && { ...breach, at: breach.at.toISOString() },
    proposedBy,
    proposedAt: proposedAt.toISOString(),
    acceptedBy: accepted?.acceptedBy ?? null,
    acceptedAt: accepted?.acceptedAt.toISOString() ?? null,
    ended: ended && { ...ended, at: ended.at.toISOString() },
    ...(performances && {
      performances: performances.map(({ recordedAt, ...payment }) => ({
        ...payment,
        recordedAt: recordedAt.toISOString(),
      })),
    }),
  };
}

export function toCommitmentPage({ data, next }: Page<CommitmentView>): CommitmentPageResponse {
  return { data: data.map(toCommitmentResponse), next };
}

export function toOverduePage({ data, next }: Page<OverduePromise>): OverduePageResponse {
  return { data: data.map(({ key: _place, ...missed }) => missed), next };
}

function acceptanceOf(commitment: Commitment) {
  if (commitment.status === 'PROPOSED') return null;
  return commitment.status === 'WITHDRAWN' ? commitment.acceptance : commitment;
}
