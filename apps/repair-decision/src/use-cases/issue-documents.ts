import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { Clock, conflict, type Actor } from '#bootstrap';
import { SANCTION_DOMAINS, type DocumentType, type SanctionDomain } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { CourtDocument } from '../domain/court-document.js';
import { DocumentMaker, type MadeDocument } from '../documents/document-maker.js';
import { FactsEnvelope } from '../documents/facts-envelope.js';
import { TemplateSet } from '../documents/template/template-set.js';
import { paperOf } from '../documents/views/paper-of.js';
import type { DecisionFacts, Imprint, Signatories } from '../documents/views/paper-facts.js';
import { shownOn, type SealedFacts } from '../documents/views/shown-facts.js';
import type { ListingRecord } from '../registry/listing-record.js';
import { RegistryClient } from '../registry/registry-client.js';
import { DocumentRegister, type PaperAsked } from '../storage/document-register.js';
import { DocumentStore } from '../storage/document.store.js';
import { DocumentedMatters, type DocumentedMatter } from './documented-matter.js';

/** Which papers of a decision are asked for, and what only the court can say about them. */
export interface PapersAsked {
  types: DocumentType[];
  /** Null for those that the decision names, or all seven. */
  domains: SanctionDomain[] | null;
  recipients: string[];
  signatories: Signatories;
  creditor: string | null;
  /** A paper with a mistake in it, and why it is made anew. */
  replaces: { id: string; reason: string } | null;
}

/**
 * Issues papers. What was issued before is given back as it is; what is new is made from the registry's
 * record as it is now, once, and its bytes stay. Nothing is written while the registry is away.
 */
@Injectable()
export class IssueDocuments {
  /** Of two who ask this process at once for the same, the second waits for the first. */
  private readonly making = new Map<string, Promise<CourtDocument>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly matters: DocumentedMatters,
    private readonly documents: DocumentStore,
    private readonly register: DocumentRegister,
    private readonly registry: RegistryClient,
    private readonly maker: DocumentMaker,
    private readonly templates: TemplateSet,
    private readonly envelope: FactsEnvelope,
    private readonly clock: Clock,
  ) {}

  /** @throws 409 as DocumentedMatters, ALREADY_REPLACED, UNPRINTABLE_TEXT; 503 REGISTRY_UNAVAILABLE, COURT_KEY_MISSING */
  async execute(id: string, asked: PapersAsked, actor: Actor): Promise<CourtDocument[]> {
    const { types } = asked;
    const matter = await this.matters.read(this.dataSource.manager, { id, types, actor });
    checkReplacement(matter, asked);
    const domains = domainsOf(matter, asked);
    const wanted = types.map((type) => paperAsked(type, { ...asked, domains }));
    const existing = wanted.map((paper) => issuedOf(matter.papers, paper));
    if (existing.every((paper) => paper !== null)) return existing;
    const { courtCode, listingId } = matter.decision;
    this.maker.keyOf(courtCode);
    const record = await this.registry.readRecord(listingId);
    if (!record) throw conflict('UNKNOWN_LISTING');
    const issued: CourtDocument[] = [];
    for (const [i, paper] of wanted.entries()) {
      const facts = factsOf({ matter, asked, domains, record, templates: this.templates });
      issued.push(existing[i] ?? (await this.issueOnce(paper, matter, facts, asked, actor)));
    }
    return issued;
  }

  private async issueOnce(
    paper: PaperAsked,
    matter: DocumentedMatter,
    facts: DecisionFacts,
    asked: PapersAsked,
    actor: Actor,
  ): Promise<CourtDocument> {
    const { courtCode, listingId, id: decisionId } = matter.decision;
    const { caseNumber } = facts.record;
    const numbered = { courtCode, listingId, decisionId, commitmentId: null, caseNumber };
    const { documentId } = await this.unitOfWork.run(({ manager }) =>
      this.register.claim(manager, paper, numbered, this.clock.now()),
    );
    const started = this.making.get(documentId);
    if (started) return started;
    const making = this.makeAndIssue(documentId, facts, asked, actor);
    this.making.set(documentId, making);
    return making.finally(() => this.making.delete(documentId));
  }

  private async makeAndIssue(
    documentId: string,
    facts: DecisionFacts,
    asked: PapersAsked,
    actor: Actor,
  ): Promise<CourtDocument> {
    const document = await this.found(documentId);
    if (document.issue) return document;
    const { courtCode, type, number } = document;
    const at = this.clock.now();
    const imprint: Imprint = { type, number, date: shanghaiDate(dayOf(type, facts, at)) };
    const paper = paperOf(facts, imprint, this.templates.phrases(courtCode));
    const made = await this.maker.make({
      ...paper,
      documentId,
      courtCode,
      number,
      at,
      needsSeal: true,
    });
    await this.commit(document, { made, at, actor, asked, facts, imprint });
    return this.found(documentId);
  }

  /** The one who locks the row first issues; bytes that another made meanwhile are never referred to. */
  private commit(
    document: CourtDocument,
    { made, at, actor, asked, facts, imprint }: Making,
  ): Promise<void> {
    const { id, courtCode, decisionId, listingId, type, number } = document;
    const { title, ...issue } = made;
    const sealed: SealedFacts = { shown: shownOn(facts, imprint, title), facts };
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
      const reason = asked.replaces?.reason ?? null;
      await appendLedger(manager, {
        at,
        actor: actor.sub,
        action: 'document.issued',
        subject: id,
        courtCode,
        detail: {
          ...{ decisionId, listingId, type, number, sha256, keyId, template },
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

interface Making {
  made: MadeDocument;
  at: Date;
  actor: Actor;
  asked: PapersAsked;
  facts: DecisionFacts;
  imprint: Imprint;
}

/** A decision bears the day on which it was made, what is told about it the day of the telling. */
function dayOf(type: DocumentType, { decision }: DecisionFacts, now: Date): Date {
  const isTold = type === 'REPAIR_CERTIFICATE' || type === 'REPAIR_NOTICE';
  return isTold ? now : decision.approvedAt;
}

function paperAsked(
  type: DocumentType,
  { domains, recipients, replaces }: PapersAsked & { domains: SanctionDomain[] },
): PaperAsked {
  const whom = JSON.stringify([domains, [...recipients].sort()]);
  const addressees =
    type === 'REPAIR_NOTICE' ? createHash('sha256').update(whom).digest('base64url') : null;
  return { type, addressees, replaces: replaces?.id ?? null };
}

/** Of several that replaced each other, the one that stands. */
function issuedOf(papers: readonly CourtDocument[], asked: PaperAsked): CourtDocument | null {
  const of = papers.filter(
    ({ type, addressees, issue }) =>
      issue !== null && type === asked.type && addressees === asked.addressees,
  );
  if (asked.replaces) return of.find(({ replaces }) => replaces === asked.replaces) ?? null;
  return of.find(({ id }) => !of.some(({ replaces }) => replaces === id)) ?? null;
}

function checkReplacement({ papers }: DocumentedMatter, { types, replaces }: PapersAsked): void {
  if (!replaces) return;
  const replaced = papers.find(({ id }) => id === replaces.id);
  const fits = replaced?.issue && types.length === 1 && types[0] === replaced.type;
  if (!fits) throw conflict('NOT_REPLACEABLE', 'replaces');
}

function domainsOf({ decision }: DocumentedMatter, { domains }: PapersAsked): SanctionDomain[] {
  const decided = decision.kind === 'REPAIR' ? decision.sanctionDomains : [];
  const chosen = domains ?? (decided.length > 0 ? decided : SANCTION_DOMAINS);
  // In the order of Art 8, however they were named.
  return SANCTION_DOMAINS.filter((domain) => chosen.includes(domain));
}

function factsOf({
  matter,
  asked,
  domains,
  record,
  templates,
}: {
  matter: DocumentedMatter;
  asked: PapersAsked;
  domains: SanctionDomain[];
  record: ListingRecord;
  templates: TemplateSet;
}): DecisionFacts {
  const { decision, application, order, papers, revoked } = matter;
  const { outcome } = order ?? {};
  const phrases = templates.phrases(decision.courtCode);
  return {
    decision,
    application: {
      initiator: application.initiator,
      filedAt: application.filedAt,
      facts: application.facts,
      creditorAnswer: application.steps.consultation?.reply?.answer ?? null,
    },
    record,
    decisionNumber: numberOf(papers),
    appliedAt: outcome?.result === 'APPLIED' ? outcome.at : null,
    revoked: revoked && {
      number: numberOf(revoked.papers),
      decidedAt: revoked.decision.approvedAt,
      shielded: revoked.decision.kind === 'REPAIR' && revoked.decision.action === 'SHIELD',
    },
    signatories: asked.signatories,
    creditor: asked.creditor,
    recipients: asked.recipients,
    domains: domains.map((domain) => phrases.domain[domain]),
  };
}

/** Of the decision's own paper, the newest. */
function numberOf(papers: readonly CourtDocument[]): string | null {
  return papers.findLast(({ type }) => type === 'REPAIR_DECISION')?.number ?? null;
}
