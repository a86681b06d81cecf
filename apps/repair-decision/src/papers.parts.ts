import { CommitmentsController } from './api/commitments.controller.js';
import { MaterialsController } from './api/materials.controller.js';
import { DecisionBatchesController } from './api/decision-batches.controller.js';
import { DormantController } from './api/dormant.controller.js';
import { CasePapers } from './storage/case-papers.js';
import { CommitmentDeadlineStore } from './storage/commitment-deadline.store.js';
import { CommitmentRow } from './storage/commitment.row.js';
import { CommitmentStore } from './storage/commitment.store.js';
import { DormantStore } from './storage/dormant.store.js';
import { MaterialRow } from './storage/material.row.js';
import { MaterialStore } from './storage/material.store.js';
import { PerformanceStore } from './storage/performance.store.js';
import { ApproveBatch } from './use-cases/approve-batch.js';
import { ChangeCommitment } from './use-cases/change-commitment.js';
import { DraftDormant } from './use-cases/draft-dormant.js';
import { LinkCommitment } from './use-cases/link-commitment.js';
import { ProposeCommitment } from './use-cases/propose-commitment.js';
import { ReadListingOfCase } from './use-cases/read-listing-of-case.js';
import { ReadMaterial } from './use-cases/read-material.js';
import { RecordPerformance } from './use-cases/record-performance.js';
import { ShowCommitments } from './use-cases/show-commitments.js';
import { ShowDormant } from './use-cases/show-dormant.js';
import { SweepDormant } from './use-cases/sweep-dormant.js';
import { UploadMaterial } from './use-cases/upload-material.js';
import { VerifyDormant } from './use-cases/verify-dormant.js';
import { WithdrawMaterial } from './use-cases/withdraw-material.js';
import { CommitmentWatch } from './watch/commitment-watch.js';

/** The part of this service about what parties hand in and promise, and about dormant listings. */
export const papers = {
  rows: [MaterialRow, CommitmentRow],
  controllers: [
    MaterialsController,
    CommitmentsController,
    DormantController,
    DecisionBatchesController,
  ],
  stores: [
    MaterialStore,
    CasePapers,
    CommitmentStore,
    PerformanceStore,
    CommitmentDeadlineStore,
    DormantStore,
  ],
  useCases: [
    UploadMaterial,
    ReadMaterial,
    WithdrawMaterial,
    ReadListingOfCase,
    ProposeCommitment,
    ChangeCommitment,
    RecordPerformance,
    LinkCommitment,
    ShowCommitments,
    CommitmentWatch,
    SweepDormant,
    VerifyDormant,
    DraftDormant,
    ShowDormant,
    ApproveBatch,
  ],
};
