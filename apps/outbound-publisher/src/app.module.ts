import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceModule } from '#bootstrap';
import { ContractsController } from './api/contracts.controller.js';
import { DiscoveryController } from './api/discovery.controller.js';
import { ExceptionsController } from './api/exceptions.controller.js';
import { KafkaController } from './api/kafka.controller.js';
import { ObligationsController } from './api/obligations.controller.js';
import { ReceiptsController } from './api/receipts.controller.js';
import { ReplaysController } from './api/replays.controller.js';
import { SnapshotOperationsController } from './api/snapshot-operations.controller.js';
import { SnapshotsController } from './api/snapshots.controller.js';
import { SendSnapshot } from './api/send-snapshot.js';
import { StreamsController } from './api/streams.controller.js';
import { SubscribersController } from './api/subscribers.controller.js';
import { publisherTexts } from './api/texts.js';
import { PublisherSettings, type PublisherConfig } from './config.js';
import { SetupPace } from './callers/setup-pace.js';
import { Turns } from './callers/turns.js';
import { OnListingChanged } from './consumers/on-listing-changed.js';
import { OnListingsImported } from './consumers/on-listings-imported.js';
import { OverdueSweep } from './deadlines/overdue-sweep.js';
import { ReminderSweep } from './deadlines/reminder-sweep.js';
import { AddressGuard } from './delivery/address-guard.js';
import { ChangeCache } from './delivery/change-cache.js';
import { Channels } from './delivery/channels.js';
import { DeliveryEngine } from './delivery/delivery-engine.js';
import { KafkaSender } from './delivery/kafka-sender.js';
import { OutcomeBatch } from './delivery/outcome-batch.js';
import { PushLoader } from './delivery/push-loader.js';
import { PushSender } from './delivery/push-sender.js';
import { PushSigner } from './delivery/push-signer.js';
import { SubscriberHttp } from './delivery/subscriber-http.js';
import { LookScheduler } from './looks/look-scheduler.js';
import { Looker } from './looks/looker.js';
import { ReplayRunner } from './replays/replay-runner.js';
import { AgainStore } from './storage/again.store.js';
import { SnapshotBuilder } from './snapshots/snapshot-builder.js';
import { SnapshotFolder } from './snapshots/snapshot-folder.js';
import { SnapshotSchedule } from './snapshots/snapshot-schedule.js';
import { DeadlineStore } from './storage/deadline.store.js';
import { FeedStore } from './storage/feed.store.js';
import { RetentionController } from './api/retention.controller.js';
import { RetentionJob } from './retention/retention-job.js';
import { ContractStore } from './storage/contract.store.js';
import { HeldChangeStore } from './storage/held-change.store.js';
import { KnownStore } from './storage/known.store.js';
import { LateChangeStore } from './storage/late-change.store.js';
import { LeaseStore } from './storage/lease.store.js';
import { ListCutter } from './storage/list-cut.js';
import { KafkaStreamStore } from './storage/kafka-stream.store.js';
import { LookStore } from './storage/look.store.js';
import { publisherMigrations } from './storage/migrations/index.js';
import { ObligationViewStore } from './storage/obligation-view.store.js';
import { ObligationStore } from './storage/obligation.store.js';
import { OpenWorkStore } from './storage/open-work.store.js';
import { OutcomeStore } from './storage/outcome.store.js';
import { WaitingPushStore } from './storage/waiting-push.store.js';
import { ProjectionStore } from './storage/projection.store.js';
import { PushStore } from './storage/push.store.js';
import { ReceiptStore } from './storage/receipt.store.js';
import { RosterStore } from './storage/roster.store.js';
import { ReminderStore } from './storage/reminder.store.js';
import { ReplayProgressStore } from './storage/replay-progress.store.js';
import { ReplayStore } from './storage/replay.store.js';
import { StreamStandingStore } from './storage/stream-standing.store.js';
import { SnapshotReaderStore } from './storage/snapshot-reader.store.js';
import { SnapshotStore } from './storage/snapshot.store.js';
import { MonthStore } from './storage/month.store.js';
import { RetentionStore } from './storage/retention.store.js';
import { StreamLagStore } from './storage/stream-lag.store.js';
import { StreamSecrets } from './storage/stream-secrets.js';
import { StreamStore } from './storage/stream.store.js';
import { OwnStreamsStore } from './storage/own-streams.store.js';
import { SubscriberStore } from './storage/subscriber.store.js';
import { TakenStore } from './storage/taken.store.js';
import { AcceptChanges } from './use-cases/accept-changes.js';
import { AdvanceFeed } from './use-cases/advance-feed.js';
import { CancelReplay } from './use-cases/cancel-replay.js';
import { ChangeContract } from './use-cases/change-contract.js';
import { CheckLookup } from './use-cases/check-lookup.js';
import { CheckToken } from './use-cases/check-token.js';
import { ChooseForReplay } from './use-cases/choose-for-replay.js';
import { CreateMonths } from './use-cases/create-months.js';
import { DetachMonth } from './use-cases/detach-month.js';
import { EnableSubscriber } from './use-cases/enable-subscriber.js';
import { FeedWaiters } from './use-cases/feed-waiters.js';
import { FindObligations } from './use-cases/find-obligations.js';
import { FindReplays } from './use-cases/find-replays.js';
import { FindSnapshots } from './use-cases/find-snapshots.js';
import { FindStanding } from './use-cases/find-standing.js';
import { FindSubscribers } from './use-cases/find-subscribers.js';
import { FinishSnapshot } from './use-cases/finish-snapshot.js';
import { FollowReplay } from './use-cases/follow-replay.js';
import { KeepBreaker } from './use-cases/keep-breaker.js';
import { MarkOverdue } from './use-cases/mark-overdue.js';
import { MarkUnreachable } from './use-cases/mark-unreachable.js';
import { MeasureOpenWork } from './use-cases/measure-open-work.js';
import { OpenSnapshotStream } from './use-cases/open-snapshot-stream.js';
import { OpenKafkaStream } from './use-cases/open-kafka-stream.js';
import { MeasureSnapshots } from './use-cases/measure-snapshots.js';
import { MeasureStreams } from './use-cases/measure-streams.js';
import { OpenStream } from './use-cases/open-stream.js';
import { OperateSnapshots } from './use-cases/operate-snapshots.js';
import { PlanSnapshots } from './use-cases/plan-snapshots.js';
import { PrepareLook } from './use-cases/prepare-look.js';
import { ProjectImport } from './use-cases/project-import.js';
import { PublishSnapshot } from './use-cases/publish-snapshot.js';
import { ReadFeed } from './use-cases/read-feed.js';
import { RecordOutcomes } from './use-cases/record-outcomes.js';
import { RecordLook } from './use-cases/record-look.js';
import { RecordReceipts } from './use-cases/record-receipts.js';
import { PurgeReplays } from './use-cases/purge-replays.js';
import { RedactEnded } from './use-cases/redact-ended.js';
import { ReleaseHeld } from './use-cases/release-held.js';
import { Remind } from './use-cases/remind.js';
import { RenewToken } from './use-cases/renew-token.js';
import { ResendObligation } from './use-cases/resend-obligation.js';
import { SetStreamStatus } from './use-cases/set-stream-status.js';
import { StartReplay } from './use-cases/start-replay.js';
import { TakeInChanges } from './use-cases/take-in-changes.js';
import { TakeLeases } from './use-cases/take-leases.js';
import { TakeSnapshot } from './use-cases/take-snapshot.js';
import { StreamSetupController } from './api/stream-setup.controller.js';
import { StreamVerifier } from './delivery/stream-verifier.js';
import { AttemptViewStore } from './storage/attempt-view.store.js';
import { StreamSetupStore } from './storage/stream-setup.store.js';
import { EditStream } from './use-cases/edit-stream.js';
import { FindAttempts } from './use-cases/find-attempts.js';
import { OwnStreams } from './use-cases/own-streams.js';
import { RotateSecret } from './use-cases/rotate-secret.js';
import { TestStream } from './use-cases/test-stream.js';
import { VerifyStream } from './use-cases/verify-stream.js';
import { WakeUps } from './storage/wake-ups.js';

const intakeParts = [
  ...[TakeInChanges, AcceptChanges, ReleaseHeld, ProjectImport],
  ...[KnownStore, RosterStore, TakenStore, HeldChangeStore, ProjectionStore],
];
const subscriberParts = [
  ...[EnableSubscriber, OpenStream, SetStreamStatus, FindSubscribers, RenewToken, CheckToken],
  ...[SubscriberStore, StreamStore, StreamSecrets, AddressGuard],
];
const kafkaParts = [OpenKafkaStream, KafkaStreamStore, KafkaSender];
const feedParts = [ReadFeed, AdvanceFeed, FeedWaiters, FeedStore, WakeUps, Turns];
const obligationParts = [
  ...[RecordReceipts, FindObligations, MeasureOpenWork, MeasureStreams],
  ...[ObligationStore, ReceiptStore, ObligationViewStore, OpenWorkStore],
];
const deliveryParts = [
  ...[DeliveryEngine, TakeLeases, RecordOutcomes, KeepBreaker, PushLoader, ChangeCache],
  ...[LeaseStore, PushStore, OutcomeStore, WaitingPushStore],
  ...[OutcomeBatch, Channels, PushSender, PushSigner, SubscriberHttp],
];
const onboardingParts = [
  ...[VerifyStream, TestStream, RotateSecret, EditStream, FindAttempts],
  ...[StreamVerifier, StreamSetupStore, AttemptViewStore, SetupPace, OwnStreams, OwnStreamsStore],
];
const failureParts = [
  ...[ResendObligation, StartReplay, ChooseForReplay, FollowReplay, CancelReplay, FindReplays],
  ...[FindStanding, ReplayRunner, Remind, ReminderSweep],
  ...[AgainStore, ReplayStore, ReplayProgressStore, ReminderStore, StreamStandingStore],
];
const snapshotParts = [
  PlanSnapshots,
  ...[OpenSnapshotStream, FindSnapshots, TakeSnapshot, FinishSnapshot, SendSnapshot],
  ...[
    PublishSnapshot,
    OperateSnapshots,
    MeasureSnapshots,
    SnapshotBuilder,
    SnapshotSchedule,
    SnapshotFolder,
  ],
  ...[ListCutter, SnapshotStore, SnapshotReaderStore, LateChangeStore],
];
const lookParts = [LookScheduler, Looker, PrepareLook, RecordLook, LookStore];
const deadlineParts = [OverdueSweep, MarkOverdue, MarkUnreachable, DeadlineStore];
const policyParts = [
  ...[ChangeContract, CheckLookup, ContractStore],
  ...[RetentionJob, CreateMonths, RedactEnded, PurgeReplays, RetentionStore, StreamLagStore],
  ...[DetachMonth, MonthStore],
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
        RetentionController,
        SnapshotsController,
        SnapshotOperationsController,
        StreamsController,
        StreamSetupController,
        KafkaController,
        ReceiptsController,
        ObligationsController,
        ReplaysController,
        ExceptionsController,
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
        ...onboardingParts,
        ...failureParts,
        ...snapshotParts,
        ...lookParts,
        ...deadlineParts,
      ],
    };
  }
}
