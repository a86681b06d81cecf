import { Injectable, Logger } from '@nestjs/common';
import { handledMessages, handlingSeconds } from '../metrics.js';
import { MessagingOptions } from '../messaging-options.js';
import type { Outcome } from '../outcome.js';
import { ParkingLot } from '../parked/parking-lot.js';
import { childTraceparent } from '../trace-context.js';
import { UnitOfWork, type Transaction } from '../unit-of-work.js';
import { handledLine, runLine, type Disposition } from './disposition.js';
import { takeIn } from './inbox.js';
import type { Run, RunMessage } from './message-run.js';
import type { Arrived } from './on.js';
import { lostAt, type Place } from './position-store.js';

/** Why messages can't be handled together; one by one each comes to an end of its own. */
export class NotTogether extends Error {
  override readonly name = 'NotTogether';
}

/**
 * The short way for messages that come thick and fast: several of one partition in one transaction, all
 * of them or none. It knows only the ordinary end of a message; for everything else it gives up, and
 * the message processor takes them singly.
 */
@Injectable()
export class RunProcessor {
  private readonly logger = new Logger('Messages');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly parkingLot: ParkingLot,
    private readonly options: MessagingOptions,
  ) {}

  /** @throws NotTogether, PositionLost, or what the handler or the database throws; then nothing is written. */
  async process(run: Run, place: Place): Promise<void> {
    const started = performance.now();
    const dispositions = await this.unitOfWork.run((tx) => this.settle(tx, run, place));
    const milliseconds = performance.now() - started;
    const { topic } = run.first.message;
    for (const { kind } of dispositions) handledMessages.inc({ topic, outcome: kind });
    handlingSeconds.observe({ topic }, milliseconds / 1000);
    this.logger.log(
      runLine(
        run.messages.map(({ message }) => message),
        dispositions,
        milliseconds,
      ),
    );
    if (!Logger.isLevelEnabled('debug')) return;
    run.messages.forEach(({ message, judgement }, index) => {
      const disposition = dispositions[index] ?? duplicate;
      this.logger.debug(handledLine(message, judgement, disposition, milliseconds));
    });
  }

  private async settle(tx: Transaction, run: Run, place: Place): Promise<Disposition[]> {
    const intake = await takeIn(tx.manager, {
      consumer: this.options.consumer,
      topic: place.topic,
      arriving: run.messages.map((each) => ({
        ...inboxKeyOf(each),
        queuedUnder: this.parkingLot.queueOf(run.topic, each.judgement.event.partitionkey).key,
      })),
      place,
    });
    if (!intake.moved) throw lostAt(place);
    if (intake.blocked) throw new NotTogether('an earlier message of a key is parked');
    const fresh = run.messages.filter((each) => intake.takes(inboxKeyOf(each)));
    const outcomes = fresh.length > 0 ? await run.handler.handle(toArrived(fresh, tx), tx) : [];
    const ended = new Map(fresh.map((each, index) => [each, ordinary(outcomes[index])]));
    return run.messages.map((each) => ended.get(each) ?? duplicate);
  }
}

const duplicate: Disposition = { kind: 'ignored', why: 'DUPLICATE' };

function inboxKeyOf({ judgement }: RunMessage) {
  return { signer: judgement.signer.owner, eventId: judgement.event.id };
}

function toArrived(messages: readonly RunMessage[], tx: Transaction): Arrived[] {
  return messages.map(({ message, judgement: { event, jws, signer } }) => {
    const { topic, partition, offset, key, bytes } = message;
    const traceparent = childTraceparent(message.traceparent);
    return {
      event,
      consumed: { tx, bytes, jws, signer, topic, partition, offset, key, traceparent },
    };
  });
}

function ordinary(outcome: Outcome | undefined): Disposition {
  switch (outcome?.kind) {
    case 'done':
    case 'ignored':
      return outcome;
    case 'data-fault':
    case undefined:
      throw new NotTogether('a message can not be applied');
  }
}
