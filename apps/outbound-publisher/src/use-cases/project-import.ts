import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import type { ListingsImported } from '#contracts';
import { appendLedger } from '#ledger';
import type { Transaction } from '#messaging';
import { ProjectionStore } from '../storage/projection.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { ReleaseHeld } from './release-held.js';

/**
 * Takes a chunk of a court's whole list in. Nobody is told: a million old listings are no news, and
 * reach subscribers by snapshot. Their later changes find them known, and lifts that came before them
 * waited for them.
 */
@Injectable()
export class ProjectImport {
  constructor(
    private readonly projection: ProjectionStore,
    private readonly release: ReleaseHeld,
    private readonly clock: Clock,
  ) {}

  async run(tx: Transaction, event: ListingsImported): Promise<void> {
    const { manager } = tx;
    await takeSingleWriterTurn(manager);
    const { importId, chunk, court, listings } = event.data;
    const noted = await this.projection.insert(manager, event.data);
    await appendLedger(manager, {
      at: this.clock.now(),
      actor: 'outbound-publisher',
      action: 'import.projected',
      subject: importId,
      courtCode: court.code,
      detail: { eventId: event.id, chunk, listings: listings.length, noted: noted.length },
    });
    if (noted.length > 0) await this.release.liftsOf(tx, noted);
  }
}
