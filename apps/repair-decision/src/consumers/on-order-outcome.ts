import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderApplied, OrderRefused } from '#contracts';
import { On, type Consumed, type Outcome } from '#messaging';
import type { OrderAnswer } from '../domain/order-answer.js';
import { RecordOrderAnswer } from '../use-cases/record-order-answer.js';

/** The registry answers an order. */
@Controller()
export class OnOrderOutcome {
  constructor(private readonly recordOrderAnswer: RecordOrderAnswer) {}

  /** `order.applied.v1`, `order.refused.v1`: the order's outcome, or one more copy under its refusals. */
  @On('order-outcomes', 'order.applied.v1', 'order.refused.v1')
  handle(@Payload() event: OrderApplied | OrderRefused, @Ctx() { tx }: Consumed): Promise<Outcome> {
    const { orderId } = event.data;
    return this.recordOrderAnswer.execute(tx, {
      eventId: event.id,
      orderId,
      answer: toAnswer(event),
    });
  }
}

function toAnswer(event: OrderApplied | OrderRefused): OrderAnswer {
  const at = new Date(event.time);
  switch (event.type) {
    case 'order.applied.v1': {
      const { version, orderNo, listingRef: listingId, announced = true } = event.data;
      const unchanged = (event.data.restrictions ?? [])
        .filter(({ changed }) => changed === false)
        .map((one) => ({ restrictionRef: one.restrictionRef, version: one.version }));
      return { result: 'APPLIED', at, version, announced, orderNo, listingId, unchanged };
    }
    case 'order.refused.v1': {
      const { reason, authentic, digest } = event.data;
      return { result: 'REFUSED', at, reason, authentic, digest };
    }
  }
}
