import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { MessagingHealth } from '#messaging';
import { Readiness } from './readiness.js';

/** What every service needs before it can work: its database and its messages. */
@Injectable()
export class OwnChecks {
  constructor(
    readiness: Readiness,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly messaging: MessagingHealth,
  ) {
    readiness.add(() => this.database());
    readiness.add(() => this.messaging.check());
  }

  private async database(): Promise<string[]> {
    try {
      await this.dataSource.query('SELECT 1');
      return [];
    } catch {
      return ['database: no answer'];
    }
  }
}
