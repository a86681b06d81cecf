import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { DocumentMaker, type MadeDocument } from '../documents/document-maker.js';
import { FactsEnvelope } from '../documents/facts-envelope.js';
import type { TemplateName } from '../documents/template/places.js';
import type { SealedFacts, ShownFacts } from '../documents/views/shown-facts.js';
import type { CourtDocument } from '../domain/court-document.js';
import {
  DocumentRegister,
  type NumberedPaper,
  type PaperAsked,
} from '../storage/document-register.js';
import { DocumentStore } from '../storage/document.store.js';

/** What a paper says, once its number and its time are known. */
export interface Composed {
  template: TemplateName;
  view: object;
  /** All that it was made from; kept sealed. */
  facts: object;
  shown: Omit<ShownFacts, 'title'>;
  /** The court's own papers ask for its seal; a debtor's promise does not. */
  needsSeal: boolean;
}

export interface PaperOrder {
  asked: PaperAsked;
  matter: NumberedPaper;
  compose: (document: CourtDocument, at: Date) => Composed;
  actor: Actor;
  /** Why it takes another one's place. */
  reason: string | null;
}

/** Numbers, makes and keeps one paper, and does so once, whoever asks at the same time. */
@Injectable()
export class IssueOnce {
  /** Of two who ask this process at once for the same, the second waits for the first. */
  private readonly making = new Map<string, Promise<CourtDocument>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: DocumentStore,
    private readonly register: DocumentRegister,
    private readonly maker: DocumentMaker,
    private readonly envelope: FactsEnvelope,
    private readonly clock: Clock,
  ) {}

  /** @throws 503 COURT_KEY_MISSING (before a number is taken), OBJECT_STORE_UNAVAILABLE */
  async issue(order: PaperOrder): Promise<CourtDocument> {
    this.maker.keyOf(order.matter.courtCode);
    const { documentId } = await this.unitOfWork.run(({ manager }) =>
      this.register.claim(manager, order.asked, order.matter, this.clock.now()),
    );
    const started = this.making.get(documentId);
    if (started) return started;
    const making = this.make(documentId, order);
    this.making.set(documentId, making);
    return making.finally(() => this.making.delete(documentId));
  }

  private async make(documentId: string, order: PaperOrder): Promise<CourtDocument> {
    const document = await this.found(documentId);
    if (document.issue) return document;
    const { courtCode, number } = document;
    const at = this.clock.now();
    const composed = order.compose(document, at);
    const made = await this.maker.make({ ...composed, documentId, courtCode, number, at });
    await this.commit(document, made, composed, order, at);
    return this.found(documentId);
  }

  /** The one who locks the row first issues; bytes that another made meanwhile are never referred to. */
  private commit(
    document: CourtDocument,
    { title, ...issue }: MadeDocument,
    { shown, facts }: Composed,
    { actor, reason }: PaperOrder,
    at: Date,
  ): Promise<void> {
    const { id, courtCode, decisionId, commitmentId, listingId, type, number } = document;
    const sealed: SealedFacts = { shown: { ...shown, title }, facts };
    return this.unitOfWork.run(async ({ manager }) => {
      const isFirst = await this.documents.issue(manager, id, {
        ...issue,
        issuedAt: at,
        issuedBy: actor.sub,
        facts: this.envelope.seal(sealed, id),
      });
      if (!isFirst) return;
      const superseded = await this.documents.supersede(manager, document, at);
      const { sha256, keyId, template, seal } = issue;
      await appendLedger(manager, {
        at,
        actor: actor.sub,
        action: 'document.issued',
        subject: id,
        courtCode,
        detail: {
          ...{ decisionId, commitmentId, listingId, type, number, sha256, keyId, template },
          ...{ sealed: seal.applied, superseded, reason },
        },
      });
    });
  }

  private async found(id: string): Promise<CourtDocument> {
    const document = await this.documents.find(this.dataSource.manager, id);
    if (!document) throw new Error(`Document ${id} was numbered and is gone.`);
    return document;
  }
}
