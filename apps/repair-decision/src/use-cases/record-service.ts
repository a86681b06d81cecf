import { Injectable } from '@nestjs/common';
import { Clock, conflict, forbidden, invalid, notFound, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { DocumentService } from '../domain/court-document.js';
import type { ServiceMethod } from '../domain/service.js';
import { DocumentServiceStore } from '../storage/document-service.store.js';
import { DocumentStore } from '../storage/document.store.js';
import { personOf } from './person-of.js';

export interface ServedPaper {
  recipient: string;
  note: string | null;
  method: ServiceMethod;
  servedAt: Date;
}

/** Records that an issued paper was served (送达, 民事诉讼法 Art 87–95). */
@Injectable()
export class RecordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: DocumentStore,
    private readonly services: DocumentServiceStore,
    private readonly clock: Clock,
  ) {}

  /** @throws 409 NOT_ISSUED, 422 IN_FUTURE, 422 BEFORE_ISSUE */
  execute(documentId: string, served: ServedPaper, actor: Actor): Promise<DocumentService> {
    const { sub, court } = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const document = await this.documents.find(manager, documentId);
      if (!document) throw notFound();
      const { courtCode, issue } = document;
      if (courtCode !== court) throw forbidden('OTHER_COURT');
      if (!issue) throw conflict('NOT_ISSUED');
      const at = this.clock.now();
      if (served.servedAt > at) throw invalid('IN_FUTURE', 'servedAt');
      if (served.servedAt < issue.issuedAt) throw invalid('BEFORE_ISSUE', 'servedAt');
      const recorded = { recordedBy: sub, recordedAt: at };
      const service = { id: newId('svc'), documentId, courtCode, ...served, ...recorded };
      await this.services.insert(manager, service);
      const { method, servedAt } = served;
      await appendLedger(manager, {
        at,
        actor: sub,
        action: 'document.served',
        subject: documentId,
        courtCode,
        // To whom is in the sealed row: it may be a person's name.
        detail: { serviceId: service.id, method, servedAt },
      });
      return service;
    });
  }
}
