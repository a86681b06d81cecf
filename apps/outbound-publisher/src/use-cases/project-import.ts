import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import type { ListingsImported } from '#contracts';
import { appendLedger } from '#ledger';
import type { Transaction } from '#messaging';
import { ProjectionStore } from '../storage/projection.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';

/**
 * Takes a chunk of a court's whole list in. Nobody is told: a million old listings are no news, and
 * reach subscribers by snapshot. Their later changes find them known.
 */
@Injectable()
export class ProjectImport {
  constructor(
    private readonly projection: ProjectionStore,
    private readonly clock: Clock,
  ) {}

  async run({ manager }: Transaction, event: ListingsImported): Promise<void> {
    await takeSingleWriterTurn(manager);
    const { importId, chunk, court, listings } = event.data;
    const noted = await this.projection.insert(manager, event.data);
    await appendLedger(manager, {
      at: this.clock.now(),
      actor: 'outbound-publisher',
      action: 'import.projected',
      subject: importId,
      courtCode: court.code,
      detail: { eventId: event.id, chunk, listings: listings.length, noted },
    });
  }
}
