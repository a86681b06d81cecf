import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, type Actor } from '#bootstrap';
import type { Application } from '../domain/application.js';
import type { Deadline } from '../domain/deadline.js';
import { dutyStateOf, type DutyState } from '../domain/duty.js';
import { DutyStore } from '../storage/duty.store.js';
import { courtOfReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';

/** A mandatory exit that the court owes, with the application by which it is handled. */
export interface Duty {
  application: Application;
  deadline: Deadline;
  state: DutyState;
}

export interface DutyFilter extends PageRequest {
  state?: 'OPEN' | 'OVERDUE' | 'ENDED';
}

/** Lists the court's own duties (依职权), computed from deadlines and clock: a restart loses nothing. */
@Injectable()
export class ListDuties {
  constructor(
    private readonly dataSource: DataSource,
    private readonly duties: DutyStore,
    private readonly clock: Clock,
  ) {}

  async execute(
    { state, after, limit = PAGE_SIZE }: DutyFilter,
    actor: Actor,
  ): Promise<Page<Duty>> {
    const now = this.clock.now();
    const applications = await this.duties.list(this.dataSource.manager, {
      courtCode: courtOfReader(actor),
      state: state ?? null,
      now,
      after: after ?? null,
      limit: limit + 1,
    });
    const { data, next } = pageOf(applications, limit);
    return { data: data.flatMap((application) => toDuty(application, now)), next };
  }
}

function toDuty(application: Application, now: Date): Duty[] {
  const deadline = application.deadlines.find(({ kind }) => kind === 'EXIT');
  if (!deadline) return [];
  const isDenied = application.steps.denial !== undefined;
  return [{ application, deadline, state: dutyStateOf(deadline, isDenied, now) }];
}
