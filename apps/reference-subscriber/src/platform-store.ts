import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isBehaviour, type Behaviour } from './behaviour.js';
import { mustShow, type Change } from './change.js';

/** What the platform was given when it was subscribed. */
export interface Settings {
  publisherUrl: string;
  subscriberId: string;
  streamId: string;
  token: string;
  /** Null for a feed, which has no push to verify. */
  signingSecret: string | null;
}

export interface PlatformRecord {
  listingRef: string;
  version: number;
  /** What visitors see. */
  shown: boolean;
  /** What the newest version asks for; the two differ on a lying platform only. */
  mustShow: boolean;
  caseNumber: string;
  court: string;
  /** A natural person's name never arrives, so there is none to show. */
  subject: string;
  uscc: string | null;
  changedAt: string;
  /** Taken off the list and kept among past records, where the platform has such a page. */
  inHistory: boolean;
}

/** A sanction (限制消费, 限制出境) that must no longer be applied, or not before the day after `until`. */
export interface LiftedSanction {
  restrictionRef: string;
  listingRef: string;
  version: number;
  until: string | null;
}

interface Stored {
  behaviour: Behaviour;
  settings: Settings | null;
  cursor: string | null;
  records: PlatformRecord[];
  lifted: LiftedSanction[];
  /** Claims that the publisher has not taken yet. */
  unsentReceipts: Receipt[];
}

export interface Receipt {
  eventId: string;
  stage: 'applied';
  appliedAt: string;
}

/** All that the platform knows. With a file it is written at every change, and read at the start. */
export class PlatformStore {
  settings: Settings | null = null;
  cursor: string | null = null;
  unsentReceipts: Receipt[] = [];
  private readonly records = new Map<string, PlatformRecord>();
  private readonly lifted = new Map<string, LiftedSanction>();

  constructor(
    private readonly file: string | null,
    public behaviour: Behaviour,
    private readonly keepsHistory = false,
  ) {
    if (file && existsSync(file)) this.load(JSON.parse(readFileSync(file, 'utf8')) as Stored);
  }

  find(listingRef: string): PlatformRecord | undefined {
    return this.records.get(listingRef);
  }

  liftedOf(listingRef: string): LiftedSanction[] {
    return [...this.lifted.values()].filter((each) => each.listingRef === listingRef);
  }

  shown(): PlatformRecord[] {
    return [...this.records.values()].filter(({ shown }) => shown);
  }

  /**
   * Applies a change, fenced by version: a request that was overtaken on the way undoes nothing.
   * @returns false when this version, or a newer one, was applied before.
   */
  apply({ data }: Change): boolean {
    if (data.requiredAction === 'lift_sanctions') return this.lift(data);
    const required = mustShow(data.requiredAction);
    if (required === null) throw new Error(`unknown action ${data.requiredAction}`);
    const known = this.records.get(data.listingRef);
    if (known && known.version >= data.version) return false;
    this.records.set(data.listingRef, {
      listingRef: data.listingRef,
      version: data.version,
      shown: required || (this.behaviour === 'lying' && known?.shown === true),
      mustShow: required,
      caseNumber: data.caseNumber,
      court: data.court.name,
      subject: data.subject.name ?? '（自然人）',
      uscc: data.subject.uscc ?? null,
      changedAt: new Date().toISOString(),
      inHistory: this.keepsHistory && !required && data.requiredAction !== 'delete_with_history',
    });
    return true;
  }

  private lift({ restrictionRef, listingRef, version, until }: Change['data']): boolean {
    if (restrictionRef === undefined) throw new Error('which restriction was lifted is missing');
    const known = this.lifted.get(restrictionRef);
    if (known && known.version >= version) return false;
    this.lifted.set(restrictionRef, { restrictionRef, listingRef, version, until: until ?? null });
    return true;
  }

  /** A platform that turns honest makes good what it kept. */
  behave(behaviour: Behaviour): void {
    this.behaviour = behaviour;
    if (behaviour !== 'lying') {
      for (const record of this.records.values()) record.shown = record.mustShow;
    }
    this.save();
  }

  save(): void {
    if (!this.file) return;
    const stored: Stored = {
      behaviour: this.behaviour,
      settings: this.settings,
      cursor: this.cursor,
      records: [...this.records.values()],
      lifted: [...this.lifted.values()],
      unsentReceipts: this.unsentReceipts,
    };
    // Renaming is atomic: a crash leaves the old file or the new one.
    writeFileSync(`${this.file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  private load(stored: Stored): void {
    if (isBehaviour(stored.behaviour)) this.behaviour = stored.behaviour;
    this.settings = stored.settings;
    this.cursor = stored.cursor;
    this.unsentReceipts = stored.unsentReceipts;
    for (const record of stored.records) this.records.set(record.listingRef, record);
    for (const lift of stored.lifted) this.lifted.set(lift.restrictionRef, lift);
  }
}
