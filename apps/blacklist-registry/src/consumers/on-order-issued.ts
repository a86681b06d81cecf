import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderIssued } from '#contracts';
import { dataFault, On, OnForgery, type Consumed, type Forgery, type Outcome } from '#messaging';
import { findForgedCopy } from '../domain/forged-copy.js';
import { ApplyOrder } from '../use-cases/apply-order.js';
import { RefuseCopy } from '../use-cases/refuse-copy.js';

/** A court's order arrives: the signature is checked before anything here sees the message. */
@Controller()
export class OnOrderIssued {
  constructor(
    private readonly applyOrder: ApplyOrder,
    private readonly refuseCopy: RefuseCopy,
  ) {}

  /** `order.issued.v1` with a court's good signature. Ends in `order.applied.v1` or `order.refused.v1`. */
  @On('repair-orders', 'order.issued.v1')
  async handle(@Payload() event: OrderIssued, @Ctx() consumed: Consumed): Promise<Outcome> {
    const { data: order } = event;
    const digest = `sha256:${createHash('sha256').update(consumed.bytes).digest('hex')}`;
    const signerCourt = consumed.signer.owner.slice('court:'.length);
    if (signerCourt !== order.courtCode) {
      return this.refuseCopy.execute(consumed.tx, {
        ...order,
        digest,
        reason: 'OTHER_COURT',
        signerCourt,
      });
    }
    return this.applyOrder.execute(consumed.tx, { order, digest });
  }

  /** A message on the orders' topic without a court's signature; one that names no order is parked. */
  @OnForgery('repair-orders')
  async refuse({ tx, bytes, digest, reason }: Forgery): Promise<Outcome> {
    const copy = findForgedCopy(bytes.toString('utf8'));
    if (!copy) return dataFault(reason);
    return this.refuseCopy.execute(tx, {
      ...copy,
      digest,
      reason: 'BAD_SIGNATURE',
      signerCourt: null,
    });
  }
}
