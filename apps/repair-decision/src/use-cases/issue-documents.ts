import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { conflict, forbidden, invalid, type Actor } from '#bootstrap';
import { SANCTION_DOMAINS, type DocumentType, type SanctionDomain } from '#contracts';
import type { CourtDocument } from '../domain/court-document.js';
import type { Phrases } from '../documents/template/phrases.js';
import { TemplateSet } from '../documents/template/template-set.js';
import { paperOf } from '../documents/views/paper-of.js';
import type { DecisionFacts, Signatories } from '../documents/views/paper-facts.js';
import { shownOn } from '../documents/views/shown-facts.js';
import type { ListingRecord } from '../registry/listing-record.js';
import { RegistryClient } from '../registry/registry-client.js';
import type { PaperAsked } from '../storage/document-register.js';
import { DocumentedMatters, type DocumentedMatter } from './documented-matter.js';
import { IssueOnce, type PaperOrder } from './issue-once.js';

/** Which papers of a decision are asked for, and what only the court can say about them. */
export interface PapersAsked {
  types: DocumentType[];
  /** Of those that the decision names, which a notice goes to; null for all of them. */
  domains: SanctionDomain[] | null;
  recipients: string[];
  signatories: Signatories;
  creditor: string | null;
  /** A paper with a mistake in it, and why it is made anew. */
  replaces: { id: string; reason: string } | null;
}

/**
 * Issues papers of a decision. What was issued before is given back as it is; what is new is made from
 * the registry's record as it is now, once, and its bytes stay. Nothing is written while the registry is away.
 */
@Injectable()
export class IssueDocuments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly matters: DocumentedMatters,
    private readonly issueOnce: IssueOnce,
    private readonly registry: RegistryClient,
    private readonly templates: TemplateSet,
  ) {}

  /**
   * @throws 409 as DocumentedMatters, NOT_REPLACEABLE; 403 JUDGE_REPLACES; 422 DOMAIN_NOT_DECIDED,
   * CREDITOR_NAME_MISSING; 503 REGISTRY_UNAVAILABLE; and as IssueOnce
   */
  async execute(id: string, asked: PapersAsked, actor: Actor): Promise<CourtDocument[]> {
    const { types } = asked;
    const matter = await this.matters.read(this.dataSource.manager, { id, types, actor });
    checkReplacement(matter, asked, actor);
    const domains = domainsOf(matter, asked);
    const wanted = types.map((type) => paperAsked(type, { ...asked, domains }));
    const existing = wanted.map((paper) => issuedOf(matter.papers, paper));
    if (existing.every((paper) => paper !== null)) return existing;
    checkParties(matter, asked);
    const record = await this.registry.readRecord(matter.decision.listingId);
    if (!record) throw conflict('UNKNOWN_LISTING');
    const phrases = this.templates.phrases(matter.decision.courtCode);
    const issued: CourtDocument[] = [];
    for (const [i, paper] of wanted.entries()) {
      // Only a notice may go to some: what the decision says is what was approved.
      const said = paper.type === 'REPAIR_NOTICE' ? domains : domainsOf(matter, { domains: null });
      const facts = factsOf({ matter, asked, domains: said, record, phrases });
      const order = orderOf(paper, facts, { asked, phrases, actor });
      issued.push(existing[i] ?? (await this.issueOnce.issue(order)));
    }
    return issued;
  }
}

function orderOf(
  asked: PaperAsked,
  facts: DecisionFacts,
  { asked: { replaces }, phrases, actor }: { asked: PapersAsked; phrases: Phrases; actor: Actor },
): PaperOrder {
  const { courtCode, listingId, id: decisionId } = facts.decision;
  const { caseNumber } = facts.record;
  return {
    asked,
    matter: { courtCode, listingId, decisionId, commitmentId: null, caseNumber },
    compose: ({ type, number }, at) => {
      const imprint = { type, number, date: shanghaiDate(dayOf(type, facts, at)) };
      const paper = paperOf(facts, imprint, phrases);
      return { ...paper, facts, shown: shownOn(facts, imprint), needsSeal: true };
    },
    actor,
    reason: replaces?.reason ?? null,
  };
}

/** A decision bears the day on which it was made, what is told about it the day of the telling. */
function dayOf(type: DocumentType, { decision }: DecisionFacts, now: Date): Date {
  return isTold(type) ? now : decision.approvedAt;
}

function isTold(type: DocumentType): boolean {
  return type === 'REPAIR_CERTIFICATE' || type === 'REPAIR_NOTICE';
}

/** Where the creditor applied, the decision on it names them; only the court's file knows the name. */
function checkParties({ application }: DocumentedMatter, { types, creditor }: PapersAsked): void {
  const names = types.includes('REPAIR_DECISION') && application.initiator === 'CREDITOR';
  if (names && creditor === null) throw invalid('CREDITOR_NAME_MISSING', 'creditorName');
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

/**
 * A paper in place of another. What was decided had two persons' eyes, so the paper that says it is not
 * made anew, with other names below it, by an officer alone.
 */
function checkReplacement(
  { papers }: DocumentedMatter,
  { types, replaces }: PapersAsked,
  { role }: Actor,
): void {
  if (!replaces) return;
  const replaced = papers.find(({ id }) => id === replaces.id);
  const fits = replaced?.issue && types.length === 1 && types[0] === replaced.type;
  if (!fits) throw conflict('NOT_REPLACEABLE', 'replaces');
  const isJudge = role === 'judge' || role === 'president';
  if (!isTold(replaced.type) && !isJudge) throw forbidden('JUDGE_REPLACES', 'replaces');
}

/** Those asked for, each of which the approved decision must name. */
function domainsOf(
  { decision }: DocumentedMatter,
  { domains }: Pick<PapersAsked, 'domains'>,
): SanctionDomain[] {
  const decided = decision.kind === 'REPAIR' ? decision.sanctionDomains : [];
  if (domains?.some((domain) => !decided.includes(domain))) {
    throw invalid('DOMAIN_NOT_DECIDED', 'domains');
  }
  const chosen = domains ?? (decided.length > 0 ? decided : SANCTION_DOMAINS);
  // In the order of Art 8, however they were named.
  return SANCTION_DOMAINS.filter((domain) => chosen.includes(domain));
}

function factsOf({
  matter,
  asked,
  domains,
  record,
  phrases,
}: {
  matter: DocumentedMatter;
  asked: PapersAsked;
  domains: SanctionDomain[];
  record: ListingRecord;
  phrases: Phrases;
}): DecisionFacts {
  const { decision, application, order, papers, revoked } = matter;
  const { outcome } = order ?? {};
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
    panelSize: application.steps.panel?.members.length ?? null,
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
