import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ChangeAccepted, ObligationOutcome } from '#contracts';
import { ignored, On, type Consumed, type Outcome } from '#messaging';
import type { ObligationReport } from '../domain/propagation.js';
import { RecordAcceptance } from '../use-cases/record-acceptance.js';
import { RecordObligation } from '../use-cases/record-obligation.js';

/** The publisher reports how far a change has come. */
@Controller()
export class OnDeliveryOutcome {
  constructor(
    private readonly recordAcceptance: RecordAcceptance,
    private readonly recordObligation: RecordObligation,
  ) {}

  /** `change.accepted.v1`: taken in, and so many subscribers are expected to act. */
  @On('delivery-outcomes', 'change.accepted.v1')
  async accepted(
    @Payload() { data, time }: ChangeAccepted,
    @Ctx() { tx }: Consumed,
  ): Promise<Outcome> {
    const { decisionId, version, expected, restrictionRef = null } = data;
    if (decisionId === null) return noDecision();
    const accepted = { restrictionRef, version, expected, at: new Date(time).toISOString() };
    return this.recordAcceptance.execute(tx, decisionId, accepted);
  }

  /** One subscriber's obligation was verified, contradicted by a look, or is overdue. */
  @On(
    'delivery-outcomes',
    'obligation.verified.v1',
    'obligation.contradicted.v1',
    'obligation.overdue.v1',
  )
  async obligation(
    @Payload() { data, type }: ObligationOutcome,
    @Ctx() { tx }: Consumed,
  ): Promise<Outcome> {
    const { decisionId, obligationId, subscriberId, version, restrictionRef = null } = data;
    if (decisionId === null) return noDecision();
    const report = { kind: kindOf(type), at: new Date(data.at) };
    return this.recordObligation.execute(
      tx,
      { decisionId, obligationId, subscriberId, version, restrictionRef },
      report,
    );
  }
}

function noDecision(): Outcome {
  return ignored('no decision stands behind the change');
}

function kindOf(type: ObligationOutcome['type']): ObligationReport['kind'] {
  switch (type) {
    case 'obligation.verified.v1':
      return 'verified';
    case 'obligation.contradicted.v1':
      return 'contradicted';
    case 'obligation.overdue.v1':
      return 'overdue';
  }
}
