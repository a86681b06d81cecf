import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, conflict, unavailable } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { SubscriberTopics, UnitOfWork } from '#messaging';
import { SigningKeys } from '#signing';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { KafkaStreamStore } from '../storage/kafka-stream.store.js';
import { StreamSecrets } from '../storage/stream-secrets.js';

export interface OpenedKafkaStream {
  id: string;
  topic: string;
  /** Shown this once; it signs what is of this recipient alone. */
  signingSecret: string;
  keyId: string;
}

const SECRET_BYTES = 32;

/**
 * Opens a subscriber's Kafka stream: makes its topic, and then pushes everything there from its first
 * offset. The topic comes first and outside the transaction: one without a stream does no harm, and
 * opening again finds it.
 */
@Injectable()
export class OpenKafkaStream {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly streams: KafkaStreamStore,
    private readonly topics: SubscriberTopics,
    private readonly secrets: StreamSecrets,
    private readonly engine: DeliveryEngine,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws 409 when the subscriber has a Kafka stream; 503 when the topic can't be made. */
  async run(subscriberId: string, by: string): Promise<OpenedKafkaStream> {
    if (await this.streams.exists(this.dataSource.manager, subscriberId)) {
      throw conflict('ONE_TOPIC', 'channel');
    }
    const topic = this.topics.nameFor(subscriberId);
    try {
      await this.topics.create(topic);
    } catch (cause) {
      throw unavailable('KAFKA_AWAY', cause);
    }
    return this.open(subscriberId, topic, by);
  }

  private open(subscriberId: string, topic: string, by: string): Promise<OpenedKafkaStream> {
    const id = newId('str');
    const secret = randomBytes(SECRET_BYTES);
    const keyId = this.keys.of('publisher').kid;
    return this.unitOfWork.run(async (tx) => {
      const createdAt = this.clock.now();
      const sealedSecret = this.secrets.seal(id, secret);
      const stream = { id, subscriberId, topic, sealedSecret, keyId, createdAt };
      if (!(await this.streams.insert(tx.manager, stream))) throw conflict('ONE_TOPIC', 'channel');
      await appendLedger(tx.manager, {
        at: createdAt,
        actor: by,
        action: 'stream.opened',
        subject: id,
        courtCode: null,
        detail: { subscriber: subscriberId, channel: 'kafka', topic },
      });
      tx.afterCommit(() => this.engine.wake());
      return { id, topic, signingSecret: `whsec_${secret.toString('base64')}`, keyId };
    });
  }
}
