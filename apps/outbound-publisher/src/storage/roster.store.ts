import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Contract } from '../domain/contract.js';
import type { Candidate } from '../domain/expected-set.js';
import { scopeFilter } from '../domain/scope.js';
import type { FetchedSnapshot } from '../domain/snapshot-holdings.js';

/** A subscriber as intake sees it: what decides whether it is told, and how. */
export interface IntakeCandidate extends Candidate {
  contract: Contract;
  /** It can read the change as soon as it is committed. */
  hasFeed: boolean;
}

/** Every enabled subscriber, and the next offset of each, at one place in the intake. */
export interface Roster {
  candidates: readonly IntakeCandidate[];
  nextOffsets: ReadonlyMap<string, number>;
}

interface Place {
  position: number;
  rosterVersion: number;
}

/**
 * The subscribers, kept in memory between transactions: reading a thousand contracts for one change
 * would cost more than the change. The database says by two numbers whether what is kept still holds:
 * triggers count what is changed of subscribers and streams, and the single writer moves the intake's
 * position with every offset that it gives out. Read both in the single writer's turn.
 */
@Injectable()
export class RosterStore {
  private candidates: { rosterVersion: number; all: readonly IntakeCandidate[] } | undefined;
  private numbering: { position: number; nextOffsets: ReadonlyMap<string, number> } | undefined;

  async at(db: EntityManager, { position, rosterVersion }: Place): Promise<Roster> {
    const numbering = this.numbering;
    // Until a commit says that it holds: whoever fails leaves nothing that may be wrong.
    this.numbering = undefined;
    const isKnown = this.candidates?.rosterVersion === rosterVersion;
    const candidates = this.candidates && isKnown ? this.candidates.all : await readCandidates(db);
    this.candidates = { rosterVersion, all: candidates };
    const nextOffsets =
      isKnown && numbering?.position === position
        ? numbering.nextOffsets
        : await readNextOffsets(db);
    return { candidates, nextOffsets };
  }

  /** After the commit: these offsets were given out, and the intake stands there. */
  noteCommitted(
    { nextOffsets }: Roster,
    numbered: ReadonlyMap<string, { next: number }>,
    position: number,
  ): void {
    const moved = new Map(nextOffsets);
    for (const [id, { next }] of numbered) moved.set(id, next);
    this.numbering = { position, nextOffsets: moved };
  }
}

async function readCandidates(db: EntityManager): Promise<IntakeCandidate[]> {
  const rows: CandidateRow[] = await db.query(
    `SELECT s.id, s.contract, s.snapshot_position, s.former_snapshots,
       EXISTS (SELECT FROM stream f WHERE f.subscriber_id = s.id
         AND f.channel = 'feed' AND f.status <> 'disabled') AS has_feed
     FROM subscriber s ORDER BY s.id`,
  );
  return rows.map(({ id, contract, has_feed, ...row }) => ({
    id,
    contract,
    scope: contract.scope,
    covers: scopeFilter(contract.scope),
    independentSource: contract.independentSource,
    fetched: [
      ...row.former_snapshots,
      { scope: contract.scope, position: Number(row.snapshot_position) },
    ].filter(({ position }) => position > 0),
    hasFeed: has_feed,
  }));
}

async function readNextOffsets(db: EntityManager): Promise<ReadonlyMap<string, number>> {
  const rows: { id: string; next_offset: string }[] = await db.query(
    'SELECT id, next_offset FROM subscriber',
  );
  return new Map(rows.map((row) => [row.id, Number(row.next_offset)]));
}

interface CandidateRow {
  id: string;
  contract: Contract;
  snapshot_position: string;
  former_snapshots: FetchedSnapshot[];
  has_feed: boolean;
}
