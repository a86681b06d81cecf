import { fileURLToPath } from 'node:url';
import type { Provider } from '@nestjs/common';
import { DocumentsController } from './api/documents.controller.js';
import { VerificationController } from './api/verification.controller.js';
import type { DecisionConfig } from './config.js';
import { DEFAULT_DOCUMENTS, type DocumentSettings } from './document-settings.js';
import { DocumentMaker, VERIFICATION_URL } from './documents/document-maker.js';
import { FactsEnvelope } from './documents/facts-envelope.js';
import { PaperRenderer } from './documents/paper-renderer.js';
import { NoSeal, SealService } from './documents/seal-service.js';
import { TemplateSet } from './documents/template/template-set.js';
import { DocumentRegister } from './storage/document-register.js';
import { DocumentServiceRow } from './storage/document-service.row.js';
import { DocumentServiceStore } from './storage/document-service.store.js';
import { DocumentRow } from './storage/document.row.js';
import { DocumentStore } from './storage/document.store.js';
import { DocumentedMatters } from './use-cases/documented-matter.js';
import { IssueCommitmentPaper } from './use-cases/issue-commitment-paper.js';
import { IssueDocuments } from './use-cases/issue-documents.js';
import { IssueOnce } from './use-cases/issue-once.js';
import { RecordService } from './use-cases/record-service.js';
import { ShowDocuments } from './use-cases/show-documents.js';
import { VerifyDocument } from './use-cases/verify-document.js';

/** Beside this file, in source and compiled. */
const TEMPLATES = fileURLToPath(new URL('./documents/templates', import.meta.url));

/** The part of this service that makes, keeps, serves and verifies the court's papers. */
export const documents = {
  rows: [DocumentRow, DocumentServiceRow],
  controllers: [DocumentsController, VerificationController],
  providers: (config: DecisionConfig): Provider[] => [
    {
      provide: TemplateSet,
      useFactory: () => TemplateSet.load(TEMPLATES, settingsOf(config).templates),
    },
    { provide: FactsEnvelope, useFactory: () => new FactsEnvelope(config.parkedKey) },
    {
      provide: VERIFICATION_URL,
      useValue: settingsOf(config).verificationUrl ?? `${config.publicUrl}/v1/verify`,
    },
    { provide: SealService, useClass: NoSeal },
    ...[PaperRenderer, DocumentMaker, DocumentRegister, DocumentStore, DocumentServiceStore],
    ...[
      DocumentedMatters,
      IssueOnce,
      IssueDocuments,
      IssueCommitmentPaper,
      ShowDocuments,
      RecordService,
      VerifyDocument,
    ],
  ],
};

function settingsOf({ documents: given = DEFAULT_DOCUMENTS }: DecisionConfig): DocumentSettings {
  return given;
}
