import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Topic } from '#contracts';
import { ConsumerSupervisor } from './consumer/consumer-supervisor.js';
import { HandlerTable } from './consumer/handler-table.js';
import { MessageProcessor } from './consumer/message-processor.js';
import { PositionStore } from './consumer/position-store.js';
import { RunProcessor } from './consumer/run-processor.js';
import { Settling } from './consumer/settling.js';
import { EventPublisher } from './kafka/event-publisher.js';
import { SubscriberTopics } from './kafka/subscriber-topics.js';
import { KafkaStrategy } from './kafka-strategy.js';
import { MeasureMessaging } from './measure-messaging.js';
import { MessagingHealth } from './messaging-health.js';
import { MessagingOptions, type MessagingConfig } from './messaging-options.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { ParkedStore } from './parked/parked.store.js';
import { ParkingLot } from './parked/parking-lot.js';
import { TrimMessages } from './trim-messages.js';
import { UnitOfWork } from './unit-of-work.js';

/**
 * Messages in and out of one service. Needs a TypeORM `DataSource` with `messagingMigrations`, and
 * `SigningKeys` and `TrustedKeys`, from a global module.
 */
@Module({})
export class MessagingModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly consumers: ConsumerSupervisor,
    private readonly subscriberTopics: SubscriberTopics,
  ) {}

  static with(given: { config: MessagingConfig; consumes?: readonly Topic[] }): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        {
          provide: MessagingOptions,
          useValue: new MessagingOptions(given.config, given.consumes ?? []),
        },
        ConsumerSupervisor,
        EventPublisher,
        HandlerTable,
        KafkaStrategy,
        MeasureMessaging,
        MessageProcessor,
        MessagingHealth,
        OutboxRelay,
        ParkedStore,
        ParkingLot,
        PositionStore,
        RunProcessor,
        Settling,
        SubscriberTopics,
        TrimMessages,
        UnitOfWork,
      ],
      exports: [
        KafkaStrategy,
        MessagingHealth,
        OutboxRelay,
        ParkedStore,
        SubscriberTopics,
        UnitOfWork,
        ConsumerSupervisor,
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  /** Consumers first: what they still commit is published before the relay ends. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.consumers.stop();
    await this.relay.stop();
    await this.subscriberTopics.close();
  }
}
