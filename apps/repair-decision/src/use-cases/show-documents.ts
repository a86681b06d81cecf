import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, conflict, forbidden, notFound, unavailable, type Actor } from '#bootstrap';
import type { DocumentType } from '#contracts';
import { appendLedger } from '#ledger';
import type { CourtDocument, DocumentService, Issue } from '../domain/court-document.js';
import { ObjectStore } from '../object-storage/object-store.js';
import { DocumentServiceStore } from '../storage/document-service.store.js';
import { DocumentStore } from '../storage/document.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { courtOfReader, requireReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';

export type IssuedDocument = CourtDocument & { issue: Issue };

/** Shows papers to the court that made them; each reading of their bytes is ledgered. */
@Injectable()
export class ShowDocuments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly documents: DocumentStore,
    private readonly services: DocumentServiceStore,
    private readonly decisions: DecisionStore,
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
  ) {}

  /** Whom it was served to is for its own court. */
  async one(
    id: string,
    actor: Actor,
  ): Promise<{ document: CourtDocument; services: DocumentService[] }> {
    const { manager } = this.dataSource;
    const document = await this.documents.find(manager, id);
    if (!document) throw notFound();
    requireReader(actor, document.courtCode);
    const isOwn = actor.court === document.courtCode;
    return { document, services: isOwn ? await this.services.ofDocument(manager, id) : [] };
  }

  async ofDecision(decisionId: string, actor: Actor): Promise<CourtDocument[]> {
    const { manager } = this.dataSource;
    const decision = await this.decisions.find(manager, decisionId);
    if (!decision) throw notFound();
    requireReader(actor, decision.courtCode);
    return this.documents.ofDecision(manager, decisionId);
  }

  /** 文书登记簿, newest first: every number that was ever taken. */
  async register(
    { type, after, limit = PAGE_SIZE }: PageRequest & { type?: DocumentType },
    actor: Actor,
  ): Promise<Page<CourtDocument>> {
    const rows = await this.documents.list(this.dataSource.manager, {
      courtCode: courtOfReader(actor),
      type: type ?? null,
      before: after ?? null,
      limit: limit + 1,
    });
    return pageOf(rows, limit);
  }

  /** @throws 409 NOT_ISSUED while it is only numbered. */
  async content(id: string, actor: Actor): Promise<{ document: IssuedDocument; bytes: Readable }> {
    const { manager } = this.dataSource;
    const document = await this.documents.find(manager, id);
    if (!document) throw notFound();
    const { courtCode, issue } = document;
    if (actor.court !== courtCode) throw forbidden('OTHER_COURT');
    if (!issue) throw conflict('NOT_ISSUED');
    const { sha256 } = issue;
    const bytes = await this.objects.get(`sha256:${sha256}`);
    if (!bytes) {
      throw unavailable('OBJECT_STORE_UNAVAILABLE', new Error(`object ${sha256} is not there`));
    }
    try {
      const entry = { action: 'document.read', subject: id, courtCode, detail: { sha256 } };
      await appendLedger(manager, { at: this.clock.now(), actor: actor.sub, ...entry });
    } catch (error) {
      bytes.destroy();
      throw error;
    }
    return { document: { ...document, issue }, bytes };
  }
}
