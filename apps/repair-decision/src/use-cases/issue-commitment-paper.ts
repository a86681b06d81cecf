import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { conflict, forbidden, notFound, type Actor } from '#bootstrap';
import { TemplateSet } from '../documents/template/template-set.js';
import { commitmentView, shownOnCommitment } from '../documents/views/commitment-view.js';
import type { CourtDocument } from '../domain/court-document.js';
import { isSameDebtor } from '../domain/same-debtor.js';
import { RegistryClient } from '../registry/registry-client.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { DocumentStore } from '../storage/document.store.js';
import { IssueOnce } from './issue-once.js';

/** Issues the paper that a debtor signs (信用承诺书), once per promise. */
@Injectable()
export class IssueCommitmentPaper {
  constructor(
    private readonly dataSource: DataSource,
    private readonly commitments: CommitmentStore,
    private readonly documents: DocumentStore,
    private readonly registry: RegistryClient,
    private readonly templates: TemplateSet,
    private readonly issueOnce: IssueOnce,
  ) {}

  /** @throws 404, 403 OTHER_COURT, 409 COMMITMENT_ENDED, 503 REGISTRY_UNAVAILABLE; and as IssueOnce */
  async execute(id: string, actor: Actor): Promise<CourtDocument> {
    const { manager } = this.dataSource;
    const commitment = await this.commitments.find(manager, id);
    if (!commitment) throw notFound();
    const { courtCode, listingId, caseNumber } = commitment;
    if (actor.court !== courtCode) throw forbidden('OTHER_COURT');
    const [existing] = await this.documents.ofCommitment(manager, id);
    if (existing?.issue) return existing;
    if (commitment.status !== 'PROPOSED' && commitment.status !== 'ACCEPTED') {
      throw conflict('COMMITMENT_ENDED');
    }
    // Listed or not, the promise names the debtor; the registry adds what the court has entered.
    const record = listingId && (await this.registry.readRecord(listingId));
    const isListed = record && isSameDebtor(commitment.debtor, record.debtor);
    const facts = { commitment, debtor: isListed ? record.debtor : null };
    const phrases = this.templates.phrases(courtCode);
    return this.issueOnce.issue({
      asked: { type: 'COMMITMENT', addressees: null, replaces: null },
      matter: { courtCode, listingId, decisionId: null, commitmentId: id, caseNumber },
      compose: ({ type, number }, at) => {
        const imprint = { type, number, date: shanghaiDate(at) };
        return {
          template: 'commitment',
          view: commitmentView(facts, imprint, phrases),
          facts,
          shown: shownOnCommitment(facts, imprint),
          needsSeal: false,
        };
      },
      actor,
      reason: null,
    });
  }
}
