import { Injectable } from '@nestjs/common';
import { dataFault, done, type Outcome, type Transaction } from '#messaging';
import { NOTHING_KNOWN, takeReport, type ObligationReport } from '../domain/propagation.js';
import { PropagationStore, type ObligationKey } from '../storage/propagation.store.js';

/** Records how far one subscriber has come with one decision. The ledger of it is the publisher's. */
@Injectable()
export class RecordObligation {
  constructor(private readonly propagation: PropagationStore) {}

  async execute(tx: Transaction, key: ObligationKey, report: ObligationReport): Promise<Outcome> {
    tx.isRepeatable();
    const first = takeReport(NOTHING_KNOWN, report);
    if (await this.propagation.insertFirst(tx.manager, key, first)) return done();
    const known = await this.propagation.find(tx.manager, key);
    if (!known) return dataFault('UNKNOWN_DECISION');
    const { courtCode, progress } = known;
    await this.propagation.save(tx.manager, { ...key, courtCode }, takeReport(progress, report));
    return done();
  }
}
