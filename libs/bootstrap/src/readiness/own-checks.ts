import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { MessagingHealth } from '#messaging';
import { Readiness } from './readiness.js';

/** What every service needs before it can work: its database and its messages. */
@Injectable()
export class OwnChecks {
  private asking = false;

  constructor(
    readiness: Readiness,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly messaging: MessagingHealth,
  ) {
    const database = () => this.database();
    const messages = () => this.messaging.check();
    readiness.add(database);
    readiness.add(messages);
  }

  private async database(): Promise<string[]> {
    // A query that hangs holds a connection: one of them is enough.
    if (this.asking) return ['database: no answer'];
    this.asking = true;
    try {
      await this.dataSource.query('SELECT 1');
      return [];
    } catch {
      return ['database: no answer'];
    } finally {
      this.asking = false;
    }
  }
}
