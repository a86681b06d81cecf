import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  done,
  ignored,
  OnMany,
  type Arrived,
  type Consumed,
  type Outcome,
  type Transaction,
} from '#messaging';
import type { Change } from '../domain/change.js';
import type { ArrivedChange } from '../storage/arrived-change.js';
import { TakeInChanges } from '../use-cases/take-in-changes.js';

/** The registry changed listings, or lifted restrictions of their cases: freeze who must be told, in the transaction that consumes them. */
@Controller()
export class OnListingChanged {
  constructor(private readonly takeInChanges: TakeInChanges) {}

  @OnMany(
    'listing-changes',
    'listing.published.v1',
    'listing.removed.v1',
    'listing.shielded.v1',
    'listing.restored.v1',
    'listing.corrected.v1',
    'listing.revoked.v1',
    'restriction.lifted.v1',
  )
  async handle(
    @Payload() arrived: readonly Arrived<Change>[],
    @Ctx() tx: Transaction,
  ): Promise<Outcome[]> {
    const results = await this.takeInChanges.run(tx, arrived.map(toChange));
    return results.map((result) =>
      result === 'overtaken' ? ignored('an equal or newer version was taken in') : done(),
    );
  }
}

function toChange({ event, consumed }: { event: Change; consumed: Consumed }): ArrivedChange {
  const { bytes, jws, traceparent } = consumed;
  return { event, bytes, jws, traceparent };
}
