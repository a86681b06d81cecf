import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound, type Actor } from '#bootstrap';
import type { Application, ApplicationStatus } from '../domain/application.js';
import { certificateDeadline } from '../domain/certificate-deadline.js';
import type { Deadline } from '../domain/deadline.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DocumentStore } from '../storage/document.store.js';
import { courtOfReader, requireReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';
import { rulesOf } from './rules-of.js';

/** Which applications to list; `dueBy`: those whose next deadline ends by then. */
export interface ApplicationFilter extends PageRequest {
  status?: ApplicationStatus;
  listingId?: string;
  dueBy?: Date;
}

/** Shows a court its applications. */
@Injectable()
export class ShowApplication {
  constructor(
    private readonly dataSource: DataSource,
    private readonly applications: ApplicationStore,
    private readonly documents: DocumentStore,
    private readonly ruleSets: RuleSets,
  ) {}

  async execute(id: string, actor: Actor): Promise<Application> {
    const application = await this.applications.find(this.dataSource.manager, id);
    if (!application) throw notFound();
    requireReader(actor, application.courtCode);
    return application;
  }

  /** By when its certificate is handed out; null where there is none to hand out. */
  async certificateOf(application: Application): Promise<Deadline | null> {
    const { procedure } = rulesOf(this.ruleSets, application).ruleSet;
    const due = certificateDeadline(application, procedure, null);
    if (!due || !('decisionId' in application)) return null;
    const papers = await this.documents.ofDecision(this.dataSource.manager, application.decisionId);
    const made = papers.filter(({ type }) => type === 'REPAIR_CERTIFICATE');
    const [first] = made.flatMap(({ issue }) => issue ?? []);
    return certificateDeadline(application, procedure, first?.issuedAt ?? null);
  }

  /** Newest first. */
  async list(
    { status, listingId, dueBy, after, limit = PAGE_SIZE }: ApplicationFilter,
    actor: Actor,
  ): Promise<Page<Application>> {
    const rows = await this.applications.list(this.dataSource.manager, {
      courtCode: courtOfReader(actor),
      status: status ?? null,
      listingId: listingId ?? null,
      dueBy: dueBy ?? null,
      before: after ?? null,
      limit: limit + 1,
    });
    return pageOf(rows, limit);
  }
}
