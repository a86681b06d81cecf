import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound, type Actor } from '#bootstrap';
import type { Application, ApplicationStatus } from '../domain/application.js';
import { ApplicationStore } from '../storage/application.store.js';
import { courtOfReader, requireReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';

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
  ) {}

  async execute(id: string, actor: Actor): Promise<Application> {
    const application = await this.applications.find(this.dataSource.manager, id);
    if (!application) throw notFound();
    requireReader(actor, application.courtCode);
    return application;
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
