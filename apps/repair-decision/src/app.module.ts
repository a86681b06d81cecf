import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, ServiceModule } from '#bootstrap';
import { SigningKeys } from '#signing';
import { ApplicationStepsController } from './api/application-steps.controller.js';
import { ApplicationsController } from './api/applications.controller.js';
import { DecisionsController } from './api/decisions.controller.js';
import { DutiesController } from './api/duties.controller.js';
import { ExceptionsController } from './api/exceptions.controller.js';
import { texts } from './api/texts.js';
import type { DecisionConfig } from './config.js';
import { OnDeliveryOutcome } from './consumers/on-delivery-outcome.js';
import { OnOrderOutcome } from './consumers/on-order-outcome.js';
import { documents } from './documents.parts.js';
import { ObjectStore } from './object-storage/object-store.js';
import { openObjectStore } from './object-storage/open-object-store.js';
import { PaperSettings } from './paper-settings.js';
import { papers } from './papers.parts.js';
import { RegistryClient } from './registry/registry-client.js';
import { ServiceToken } from './registry/service-token.js';
import { rules, ruleSetsProvider } from './rules.parts.js';
import { ApplicationRow } from './storage/application.row.js';
import { ApplicationStore } from './storage/application.store.js';
import { DecisionRow } from './storage/decision.row.js';
import { DecisionStore } from './storage/decision.store.js';
import { DutyStore } from './storage/duty.store.js';
import { ExceptionStore } from './storage/exception.store.js';
import { ListingPastStore } from './storage/listing-past.store.js';
import { decisionMigrations } from './storage/migrations/index.js';
import { OrderRow } from './storage/order.row.js';
import { OrderStore } from './storage/order.store.js';
import { PropagationStore } from './storage/propagation.store.js';
import { RefusalStore } from './storage/refusal.store.js';
import { AcknowledgeException } from './use-cases/acknowledge-exception.js';
import { ApproveDecision } from './use-cases/approve-decision.js';
import { CaseEvidence } from './use-cases/case-evidence.js';
import { DecideReview } from './use-cases/decide-review.js';
import { DraftDecision } from './use-cases/draft-decision.js';
import { ExamineApplication } from './use-cases/examine-application.js';
import { ListDuties } from './use-cases/list-duties.js';
import { ListExceptions } from './use-cases/list-exceptions.js';
import { ReadListing } from './use-cases/read-listing.js';
import { RecordAcceptance } from './use-cases/record-acceptance.js';
import { RecordObligation } from './use-cases/record-obligation.js';
import { RecordOrderAnswer } from './use-cases/record-order-answer.js';
import { RevokeDecision } from './use-cases/revoke-decision.js';
import { ServeDecision } from './use-cases/serve-decision.js';
import { ShowApplication } from './use-cases/show-application.js';
import { ShowDecision } from './use-cases/show-decision.js';
import { SubmitApplication } from './use-cases/submit-application.js';
import { TakeStep } from './use-cases/take-step.js';
import { WatchDuties } from './use-cases/watch-duties.js';
import { WatchOrders } from './use-cases/watch-orders.js';
import { WithdrawDecision } from './use-cases/withdraw-decision.js';
import { Watchdog } from './watch/watchdog.js';

const useCases = [
  SubmitApplication,
  ShowApplication,
  DraftDecision,
  ApproveDecision,
  WithdrawDecision,
  RevokeDecision,
  ServeDecision,
  ShowDecision,
  ReadListing,
  CaseEvidence,
  ExamineApplication,
  TakeStep,
  DecideReview,
  ListDuties,
  WatchDuties,
  RecordOrderAnswer,
  RecordAcceptance,
  RecordObligation,
  WatchOrders,
  ListExceptions,
  AcknowledgeException,
];

const stores = [
  ApplicationStore,
  DecisionStore,
  OrderStore,
  RefusalStore,
  PropagationStore,
  ExceptionStore,
  DutyStore,
  ListingPastStore,
];

/** Decisions: where courts decide on credit repair, and from where their orders go out. */
@Module({})
export class AppModule {
  static with(config: DecisionConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.with({
          config,
          entities: [ApplicationRow, DecisionRow, OrderRow, ...documents.rows, ...papers.rows],
          migrations: decisionMigrations,
          consumes: ['order-outcomes', 'delivery-outcomes'],
          texts,
        }),
      ],
      controllers: [
        ApplicationsController,
        ApplicationStepsController,
        DecisionsController,
        DutiesController,
        ExceptionsController,
        ...papers.controllers,
        ...documents.controllers,
        ...rules.controllers,
        OnOrderOutcome,
        OnDeliveryOutcome,
      ],
      providers: [
        {
          provide: RegistryClient,
          inject: [SigningKeys, Clock],
          useFactory: (keys: SigningKeys, clock: Clock) =>
            new RegistryClient(
              config.registryUrl,
              config.registryTimeoutMs,
              new ServiceToken(keys.of('decision'), clock),
            ),
        },
        { provide: ObjectStore, useFactory: () => openObjectStore(config.objectStore) },
        { provide: PaperSettings, useValue: config.papers },
        ...stores,
        ...papers.stores,
        ...rules.stores,
        ruleSetsProvider(config.rules),
        ...useCases,
        ...papers.useCases,
        ...documents.providers(config),
        ...rules.useCases,
        Watchdog,
      ],
    };
  }
}
