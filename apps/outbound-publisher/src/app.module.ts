import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceModule } from '#bootstrap';
import { ContractsController } from './api/contracts.controller.js';
import { DiscoveryController } from './api/discovery.controller.js';
import { KafkaController } from './api/kafka.controller.js';
import { ObligationsController } from './api/obligations.controller.js';
import { ReceiptsController } from './api/receipts.controller.js';
import { StreamsController } from './api/streams.controller.js';
import { SubscribersController } from './api/subscribers.controller.js';
import { publisherTexts } from './api/texts.js';
import { PublisherSettings, type PublisherConfig } from './config.js';
import { Turns } from './callers/turns.js';
import { OnListingChanged } from './consumers/on-listing-changed.js';
import { OnListingsImported } from './consumers/on-listings-imported.js';
import { OverdueSweep } from './deadlines/overdue-sweep.js';
import { AddressGuard } from './delivery/address-guard.js';
import { DeliveryEngine } from './delivery/delivery-engine.js';
import { KafkaSender } from './delivery/kafka-sender.js';
import { OutcomeBatch } from './delivery/outcome-batch.js';
import { PushSender } from './delivery/push-sender.js';
import { PushSigner } from './delivery/push-signer.js';
import { SubscriberHttp } from './delivery/subscriber-http.js';
import { LookScheduler } from './looks/look-scheduler.js';
import { Looker } from './looks/looker.js';
import { ChangeStore } from './storage/change.store.js';
import { DeadlineStore } from './storage/deadline.store.js';
import { DeliveryStore } from './storage/delivery.store.js';
import { FeedStore } from './storage/feed.store.js';
import { RetentionJob } from './retention/retention-job.js';
import { ContractStore } from './storage/contract.store.js';
import { HeldChangeStore } from './storage/held-change.store.js';
import { IntakeStore } from './storage/intake.store.js';
import { KafkaStreamStore } from './storage/kafka-stream.store.js';
import { LookStore } from './storage/look.store.js';
import { publisherMigrations } from './storage/migrations/index.js';
import { ObligationViewStore } from './storage/obligation-view.store.js';
import { ObligationStore } from './storage/obligation.store.js';
import { OpenWorkStore } from './storage/open-work.store.js';
import { ProjectionStore } from './storage/projection.store.js';
import { ReceiptStore } from './storage/receipt.store.js';
import { RetentionStore } from './storage/retention.store.js';
import { StreamSecrets } from './storage/stream-secrets.js';
import { StreamStore } from './storage/stream.store.js';
import { SubscriberStore } from './storage/subscriber.store.js';
import { AcceptChange } from './use-cases/accept-change.js';
import { AdvanceFeed } from './use-cases/advance-feed.js';
import { ChangeContract } from './use-cases/change-contract.js';
import { CheckLookup } from './use-cases/check-lookup.js';
import { CheckToken } from './use-cases/check-token.js';
import { ClaimDeliveries } from './use-cases/claim-deliveries.js';
import { CreateMonths } from './use-cases/create-months.js';
import { EnableSubscriber } from './use-cases/enable-subscriber.js';
import { FeedWaiters } from './use-cases/feed-waiters.js';
import { FindObligations } from './use-cases/find-obligations.js';
import { FindSubscribers } from './use-cases/find-subscribers.js';
import { MarkOverdue } from './use-cases/mark-overdue.js';
import { MarkUnreachable } from './use-cases/mark-unreachable.js';
import { MeasureOpenWork } from './use-cases/measure-open-work.js';
import { OpenKafkaStream } from './use-cases/open-kafka-stream.js';
import { OpenStream } from './use-cases/open-stream.js';
import { PrepareLook } from './use-cases/prepare-look.js';
import { ProjectImport } from './use-cases/project-import.js';
import { ReadFeed } from './use-cases/read-feed.js';
import { RecordAttempts } from './use-cases/record-attempts.js';
import { RecordLook } from './use-cases/record-look.js';
import { RecordReceipts } from './use-cases/record-receipts.js';
import { RedactEnded } from './use-cases/redact-ended.js';
import { ReleaseHeld } from './use-cases/release-held.js';
import { RenewToken } from './use-cases/renew-token.js';
import { SetStreamStatus } from './use-cases/set-stream-status.js';
import { TakeInChange } from './use-cases/take-in-change.js';
import { WakeUps } from './wake-ups/wake-ups.js';

const intakeParts = [
  ...[TakeInChange, AcceptChange, ReleaseHeld, ProjectImport],
  ...[ChangeStore, HeldChangeStore, IntakeStore, ProjectionStore],
];
const subscriberParts = [
  ...[EnableSubscriber, OpenStream, SetStreamStatus, FindSubscribers, RenewToken, CheckToken],
  ...[SubscriberStore, StreamStore, StreamSecrets, AddressGuard],
];
const kafkaParts = [OpenKafkaStream, KafkaStreamStore, KafkaSender];
const feedParts = [ReadFeed, AdvanceFeed, FeedWaiters, FeedStore, WakeUps, Turns];
const obligationParts = [
  ...[RecordReceipts, FindObligations, MeasureOpenWork],
  ...[ObligationStore, ReceiptStore, ObligationViewStore, OpenWorkStore],
];
const deliveryParts = [
  ...[DeliveryEngine, ClaimDeliveries, RecordAttempts, DeliveryStore],
  ...[OutcomeBatch, PushSender, PushSigner, SubscriberHttp],
];
const lookParts = [LookScheduler, Looker, PrepareLook, RecordLook, LookStore];
const deadlineParts = [OverdueSweep, MarkOverdue, MarkUnreachable, DeadlineStore];
const policyParts = [
  ...[ChangeContract, CheckLookup, ContractStore],
  ...[RetentionJob, CreateMonths, RedactEnded, RetentionStore],
];

/** The publisher: takes changes in, tells whoever must be told, and finds out whether they did it. */
@Module({})
export class AppModule {
  static with(config: PublisherConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.with({
          config,
          entities: [],
          migrations: publisherMigrations,
          consumes: ['listing-changes'],
          texts: publisherTexts,
        }),
      ],
      controllers: [
        OnListingChanged,
        OnListingsImported,
        SubscribersController,
        ContractsController,
        StreamsController,
        KafkaController,
        ReceiptsController,
        ObligationsController,
        DiscoveryController,
      ],
      providers: [
        { provide: PublisherSettings, useValue: new PublisherSettings(config) },
        ...intakeParts,
        ...subscriberParts,
        ...policyParts,
        ...feedParts,
        ...kafkaParts,
        ...obligationParts,
        ...deliveryParts,
        ...lookParts,
        ...deadlineParts,
      ],
    };
  }
}
