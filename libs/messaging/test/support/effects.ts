import { Controller, Inject, Injectable } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { OrderIssued } from '#contracts';
import { done, On, type Consumed, type Outcome } from '#messaging';

type Handle = (event: OrderIssued, consumed: Consumed) => Promise<Outcome>;

/** What the handler does beside or instead of its effect; tests change it while the service runs. */
@Injectable()
export class Script {
  handle: Handle = writeEffect;
}

/** Consumes orders; each effect is one row, and nothing keeps a second one out but messaging itself. */
@Controller()
export class OnOrder {
  constructor(@Inject(Script) private readonly script: Script) {}

  @On('repair-orders', 'order.issued.v1')
  handle(@Payload() event: OrderIssued, @Ctx() consumed: Consumed): Promise<Outcome> {
    return this.script.handle(event, consumed);
  }
}

export async function writeEffect(
  event: OrderIssued,
  { tx, partition }: Consumed,
): Promise<Outcome> {
  await tx.manager.query(
    'INSERT INTO effect (listing, order_no, partition, traceparent) VALUES ($1, $2, $3, $4)',
    [event.data.listingRef, event.data.orderNo, partition, tx.traceparent],
  );
  return done();
}

export class CreateEffect1790000000000 implements MigrationInterface {
  readonly name = 'CreateEffect1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE effect (seq bigserial, listing text NOT NULL, order_no int NOT NULL,
      partition int NOT NULL, traceparent text NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effect');
  }
}
