import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { done, ignored, On, type Consumed, type Outcome } from '#messaging';
import type { Change } from '../domain/change.js';
import { TakeInChange } from '../use-cases/take-in-change.js';

/** The registry changed a listing, or lifted a restriction of its case: freeze who must be told, in the transaction that consumes it. */
@Controller()
export class OnListingChanged {
  constructor(private readonly takeInChange: TakeInChange) {}

  @On(
    'listing-changes',
    'listing.published.v1',
    'listing.removed.v1',
    'listing.shielded.v1',
    'listing.restored.v1',
    'listing.corrected.v1',
    'listing.revoked.v1',
    'restriction.lifted.v1',
  )
  async handle(@Payload() event: Change, @Ctx() consumed: Consumed): Promise<Outcome> {
    const { tx, bytes, jws, traceparent } = consumed;
    const result = await this.takeInChange.run(tx, { event, bytes, jws, traceparent });
    return result === 'overtaken' ? ignored('an equal or newer version was taken in') : done();
  }
}
