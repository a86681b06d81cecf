import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound } from '#bootstrap';
import { appendLedger, type LedgerEntry } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { Snapshot } from '../domain/snapshot.js';
import type { CutReader } from '../storage/list-cut.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { SnapshotReaderStore } from '../storage/snapshot-reader.store.js';
import { scopeKey, SnapshotStore, type UnusedFile } from '../storage/snapshot.store.js';

/** A snapshot whose files are in place, and what it takes the place of. */
export interface BuiltSnapshot {
  snapshot: Snapshot;
  readers: readonly CutReader[];
  /** Held ones, and those whose files were lost. */
  replaces: readonly Snapshot[];
}

/** Makes a snapshot the newest of its scope, or holds it until an operator has looked. */
@Injectable()
export class PublishSnapshot {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly snapshots: SnapshotStore,
    private readonly readers: SnapshotReaderStore,
    private readonly clock: Clock,
  ) {}

  /** @returns the files that nobody can ask for any more. */
  async run({ snapshot, readers, replaces }: BuiltSnapshot): Promise<UnusedFile[]> {
    return this.unitOfWork.run(async (tx) => {
      await takeSingleWriterTurn(tx.manager);
      const unused: UnusedFile[] = [];
      for (const { id } of replaces) {
        unused.push(...(await this.snapshots.discard(tx.manager, id)));
      }
      await this.snapshots.insert(tx.manager, snapshot);
      await this.readers.offer(tx.manager, snapshot.id, readers);
      unused.push(...(await this.expire(tx)));
      const action = snapshot.state === 'held' ? 'snapshot.held' : 'snapshot.published';
      await this.note(tx, snapshot, { action, actor: 'outbound-publisher' });
      return unused;
    });
  }

  /** An operator has looked: as many really left the list. */
  async release(id: string, reason: string, by: string): Promise<UnusedFile[]> {
    return this.unitOfWork.run(async (tx) => {
      const snapshot = await this.requireHeld(tx, id);
      await this.snapshots.release(tx.manager, id, this.clock.now());
      const unused = await this.expire(tx);
      await this.note(tx, snapshot, { action: 'snapshot.released', actor: by, reason });
      return unused;
    });
  }

  /** An operator has looked: something is wrong, and it is never offered. */
  async discard(id: string, reason: string, by: string): Promise<UnusedFile[]> {
    return this.unitOfWork.run(async (tx) => {
      const snapshot = await this.requireHeld(tx, id);
      const unused = await this.snapshots.discard(tx.manager, id);
      await this.note(tx, snapshot, { action: 'snapshot.discarded', actor: by, reason });
      return unused;
    });
  }

  private async expire({ manager }: Transaction): Promise<UnusedFile[]> {
    return this.snapshots.expire(manager, await this.snapshots.scopesInUse(manager));
  }

  private async requireHeld({ manager }: Transaction, id: string): Promise<Snapshot> {
    const snapshot = await this.snapshots.find(manager, id, true);
    if (!snapshot) throw notFound();
    if (snapshot.state !== 'held') throw conflict('SNAPSHOT_NOT_HELD');
    return snapshot;
  }

  private async note(
    { manager }: Transaction,
    { id, epoch, position, basePosition, scope, listings, added, changed, removed }: Snapshot,
    { action, actor, reason }: Pick<LedgerEntry, 'action' | 'actor'> & { reason?: string },
  ): Promise<void> {
    await appendLedger(manager, {
      ...{ at: this.clock.now(), actor, action, subject: id, courtCode: null },
      detail: {
        ...{ epoch, position, basePosition, scope: scopeKey(scope) },
        ...{ listings, added, changed, removed },
        ...(reason !== undefined && { reason }),
      },
    });
  }
}
