import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, notFound, Problem } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { Contract } from '../domain/contract.js';
import { editContract, type ContractEdit } from '../domain/contract-edit.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { ContractStore } from '../storage/contract.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { CheckLookup, withoutSecrets } from './check-lookup.js';

export interface ChangedContract {
  id: string;
  version: number;
  contract: Contract;
  /** Whatever is taken in after this place is told under it; null where nothing was changed. */
  from: { position: number; offset: number } | null;
  /** Listings listed now that its scope covers from here on and did not before: a snapshot brings them. */
  toTakeBySnapshot: number;
  /** Listings listed now that it is told nothing new of, except what undoes what it was told. */
  leftOut: number;
}

interface Edited {
  id: string;
  before: Contract;
  after: Contract;
  version: number;
  from: ChangedContract['from'];
}

/**
 * Changes what was agreed with a subscriber, from an exact place between two changes on. Obligations
 * that exist stay: their deadlines as they were promised, and a listing that it was told of is
 * corrected and removed at its side whatever the scope is now.
 */
@Injectable()
export class ChangeContract {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly dataSource: DataSource,
    private readonly contracts: ContractStore,
    private readonly checkLookup: CheckLookup,
    private readonly looks: LookScheduler,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws 404; 409 when the contract is no longer of that version; 422 for a look-up page that may
   * not be looked at.
   */
  async run(
    id: string,
    { version, edit }: { version: number; edit: ContractEdit },
    by: string,
  ): Promise<ChangedContract> {
    if (edit.lookup) await this.checkLookup.run(edit.lookup.urlTemplate, 'lookup.urlTemplate');
    const edited = await this.unitOfWork.run((tx) => this.edit(tx, id, { version, edit }, by));
    await this.planLooksAnew(edited);
    const { before, after } = edited;
    const { added, dropped } = isDeepStrictEqual(before.scope, after.scope)
      ? { added: 0, dropped: 0 }
      : await this.contracts.countListed(this.dataSource.manager, before.scope, after.scope);
    return {
      id,
      version: edited.version,
      contract: after,
      from: edited.from,
      toTakeBySnapshot: added,
      leftOut: dropped,
    };
  }

  private async edit(
    { manager }: Transaction,
    id: string,
    { version, edit }: { version: number; edit: ContractEdit },
    by: string,
  ): Promise<Edited> {
    // Its place is between two changes, never in the middle of one.
    await takeSingleWriterTurn(manager);
    const standing = await this.contracts.lock(manager, id);
    if (!standing) throw notFound();
    if (standing.version !== version) {
      throw new Problem(409, 'CONTRACT_CHANGED', {
        field: 'version',
        extensions: { current: standing.version },
      });
    }
    const before = standing.contract;
    const after = editContract(before, edit);
    const changed = changedParts(before, after);
    if (changed.length === 0) return { id, before, after, version, from: null };
    const replaced = await this.contracts.replace(manager, id, after);
    if (changed.includes('scope')) await this.contracts.closeSnapshots(manager, id, before.scope);
    if (changed.includes('rate')) await this.contracts.setRate(manager, id, after.rate);
    const { position, offset } = replaced;
    await appendLedger(manager, {
      at: this.clock.now(),
      actor: by,
      action: 'contract.changed',
      subject: id,
      courtCode: null,
      detail: {
        ...{ version: replaced.version, changed, from: { position, offset } },
        ...{ before: withoutSecrets(before), after: withoutSecrets(after) },
      },
    });
    return { id, before, after, version: replaced.version, from: { position, offset } };
  }

  /** Behind the edit, in parts: nobody waits for a turn while a million obligations are gone through. */
  private async planLooksAnew({ id, before, after: agreed }: Edited): Promise<void> {
    if (before.probe.consent === agreed.probe.consent) return;
    const { consent, settleSeconds } = agreed.probe;
    const { manager } = this.dataSource;
    let after: number | null = 0;
    while (after !== null) {
      const part: { subscriberId: string; after: number } = { subscriberId: id, after };
      after = consent
        ? await this.contracts.planLooks(manager, part, { now: this.clock.now(), settleSeconds })
        : await this.contracts.cancelLooks(manager, part);
    }
    if (consent) this.looks.wake();
  }
}

function changedParts(before: Contract, after: Contract): (keyof Contract)[] {
  const parts: Record<keyof Contract, true> = {
    ...{ scope: true, lookup: true, probe: true, deadline: true },
    ...{ independentSource: true, stateTransfer: true, rate: true },
  };
  return (Object.keys(parts) as (keyof Contract)[]).filter(
    (part) => !isDeepStrictEqual(before[part], after[part]),
  );
}
