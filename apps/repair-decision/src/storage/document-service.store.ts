import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FactsEnvelope } from '../documents/facts-envelope.js';
import type { DocumentService } from '../domain/court-document.js';
import { DocumentServiceRow } from './document-service.row.js';

/** The one place that maps `document_service` rows. */
@Injectable()
export class DocumentServiceStore {
  constructor(private readonly envelope: FactsEnvelope) {}

  async insert(manager: EntityManager, service: DocumentService): Promise<void> {
    const { recipient, note, ...facts } = service;
    const sealed = this.envelope.seal({ recipient, note }, service.id);
    await manager.insert(DocumentServiceRow, { ...facts, recipient: sealed });
  }

  async ofDocument(manager: EntityManager, documentId: string): Promise<DocumentService[]> {
    const rows = await manager.find(DocumentServiceRow, {
      where: { documentId },
      order: { id: 'ASC' },
    });
    return rows.map(({ recipient, ...facts }) => ({
      ...facts,
      ...this.envelope.open<{ recipient: string; note: string | null }>(recipient, facts.id),
    }));
  }
}
