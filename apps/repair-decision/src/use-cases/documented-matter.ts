import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conflict, forbidden, notFound, type Actor } from '#bootstrap';
import type { DocumentType } from '#contracts';
import type { CourtDocument } from '../domain/court-document.js';
import type { Application } from '../domain/application.js';
import type { ApprovedDecision, Decision } from '../domain/decision.js';
import { obstacleToPaper } from '../domain/document.js';
import type { Order } from '../domain/order.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { DocumentStore } from '../storage/document.store.js';
import { OrderStore } from '../storage/order.store.js';

/** A decision with everything that its papers depend on, as this service holds it. */
export interface DocumentedMatter {
  decision: ApprovedDecision;
  application: Application;
  order: Order | null;
  papers: CourtDocument[];
  /** Of a revocation: what it undoes. */
  revoked: { decision: ApprovedDecision; papers: CourtDocument[] } | null;
}

/** Reads a decision for its papers, and refuses those that it can't have. */
@Injectable()
export class DocumentedMatters {
  constructor(
    private readonly decisions: DecisionStore,
    private readonly applications: ApplicationStore,
    private readonly orders: OrderStore,
    private readonly documents: DocumentStore,
  ) {}

  /** @throws 404, 403 OTHER_COURT, 409 NOT_APPROVED | NO_SUCH_PAPER | REFUSED | NOT_APPLIED | NOT_ANNOUNCED | REVOKED */
  async read(
    manager: EntityManager,
    { id, types, actor }: { id: string; types: readonly DocumentType[]; actor: Actor },
  ): Promise<DocumentedMatter> {
    const decision = await this.decisions.find(manager, id);
    if (!decision) throw notFound();
    if (actor.court !== decision.courtCode) throw forbidden('OTHER_COURT');
    const papers = await this.documents.ofDecision(manager, id);
    const order = await this.orders.findByDecision(manager, id);
    const isRevoked = papers.some(({ revokedAt }) => revokedAt !== null);
    const isApplied = order?.outcome?.result === 'APPLIED';
    const isAnnounced = order?.outcome?.result === 'APPLIED' && order.outcome.announced;
    const isRefused = order?.outcome?.result === 'REFUSED';
    for (const type of types) {
      const { kind, basis } = decision;
      const action = decision.kind === 'DENIAL' ? null : decision.action;
      const isApproved = decision.status === 'APPROVED';
      const answered = { isApplied, isAnnounced, isRefused, isRevoked };
      const state = { kind, basis, action, isApproved, ...answered };
      const obstacle = obstacleToPaper(type, state);
      if (obstacle) throw conflict(PROBLEMS[obstacle], 'types');
    }
    const application = await this.applications.find(manager, decision.applicationId);
    if (!application || decision.status !== 'APPROVED') throw conflict('NOT_APPROVED');
    const revoked = await this.revokedBy(manager, decision);
    return { decision, application, order, papers, revoked };
  }

  private async revokedBy(
    manager: EntityManager,
    decision: Decision,
  ): Promise<DocumentedMatter['revoked']> {
    if (decision.kind !== 'REVOCATION') return null;
    const revoked = await this.decisions.find(manager, decision.revokes);
    if (revoked?.status !== 'APPROVED') return null;
    const papers = await this.documents.ofDecision(manager, revoked.id);
    return { decision: revoked, papers };
  }
}

const PROBLEMS = {
  NOT_APPROVED: 'PAPER_NOT_APPROVED',
  NO_SUCH_PAPER: 'NO_SUCH_PAPER',
  REFUSED: 'PAPER_ORDER_REFUSED',
  NOT_APPLIED: 'PAPER_NOT_APPLIED',
  NOT_ANNOUNCED: 'PAPER_NOT_ANNOUNCED',
  REVOKED: 'PAPER_REVOKED',
} as const;
