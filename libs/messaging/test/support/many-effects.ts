import { Controller, Inject, Injectable } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderIssued } from '#contracts';
import { OnMany, type Arrived, type Outcome, type Transaction } from '#messaging';
import { writeEffect } from './effects.js';

/** What the handler of many does with one message; tests change it while the service runs. */
@Injectable()
export class ManyScript {
  /** How many messages came together, call by call. */
  readonly calls: number[] = [];
  handle: (arrived: Arrived<OrderIssued>) => Promise<Outcome> = ({ event, consumed }) =>
    writeEffect(event, consumed);
}

/** Consumes orders several at once; its effects are those of `OnOrder`. */
@Controller()
export class OnOrders {
  constructor(@Inject(ManyScript) private readonly script: ManyScript) {}

  @OnMany('repair-orders', 'order.issued.v1')
  async handle(
    @Payload() arrived: readonly Arrived<OrderIssued>[],
    @Ctx() _tx: Transaction,
  ): Promise<Outcome[]> {
    this.script.calls.push(arrived.length);
    const outcomes: Outcome[] = [];
    for (const each of arrived) outcomes.push(await this.script.handle(each));
    return outcomes;
  }
}
