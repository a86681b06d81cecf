/** `first`: no attempt has failed yet. The others have a row among the waiting pushes. */
export type Lane = 'first' | 'retry' | 'nacked' | 'again';

/** What a window has to know of a push. */
export interface Queued {
  /** The subscriber's offset. */
  readonly offset: number;
  /** The listing or restriction whose versions must go out in order. */
  readonly aggregateId: string;
  readonly version: number;
  readonly lane: Lane;
}

interface Slot<P> {
  readonly offset: number;
  /** Let go once it is settled: what stays behind a push that hangs is a number each. */
  push: P | null;
  started: boolean;
  /** Ended, passed over, or kept among the waiting pushes: the mark may pass it. */
  settled: boolean;
}

/** Used-up entries at the front of a queue that are worth a copy to be rid of. */
const TRIM_AT = 1024;
const NONE: never[] = [];

/** Slots that may start, first come first served. */
class ReadyQueue<P> {
  private slots: Slot<P>[] = [];
  private from = 0;

  get isEmpty(): boolean {
    while (this.slots[this.from]?.settled) this.from++;
    return this.from >= this.slots.length;
  }

  push(slot: Slot<P>): void {
    this.slots.push(slot);
  }

  shift(): Slot<P> | undefined {
    if (this.isEmpty) return undefined;
    const slot = this.slots[this.from++];
    if (this.from >= TRIM_AT) {
      this.slots = this.slots.slice(this.from);
      this.from = 0;
    }
    return slot;
  }
}

/**
 * The part of one stream's backlog that is in memory, and the order in which it may go out: pushes of
 * different listings in any order, those of one listing one by one, each after the end of the former was
 * recorded. Also how far the stream is settled without a gap.
 */
export class StreamWindow<P extends Queued> {
  private readonly chains = new Map<string, Slot<P>[]>();
  private readonly slots = new Map<P, Slot<P>>();
  private readonly firstOnes = new ReadyQueue<P>();
  /** Retries and repetitions that are due. */
  private readonly dueOnes = new ReadyQueue<P>();
  private isDueNext = false;
  /** In the order of offsets; waiting pushes are not among them. */
  private inOrder: Slot<P>[] = [];
  private inOrderFrom = 0;

  /** @param through the last offset that was looked at: what is added comes after it. */
  constructor(private through: number) {}

  get size(): number {
    return this.slots.size;
  }

  /** How many offsets lie between the mark and the end: those that wait, and those settled behind them. */
  get span(): number {
    return this.inOrder.length - this.inOrderFrom;
  }

  /** The last offset that was added or skipped. */
  get end(): number {
    return this.through;
  }

  get hasReady(): boolean {
    return !this.firstOnes.isEmpty || !this.dueOnes.isEmpty;
  }

  /**
   * Takes a push in: a first one in the order of offsets, another one whenever it is due.
   * @param onlyNewest older versions that were not started are passed over. What was refused, or is
   *   only said again, always is.
   * @returns those that were passed over.
   */
  add(push: P, onlyNewest: boolean): P[] {
    const slot: Slot<P> = { offset: push.offset, push, started: false, settled: false };
    this.slots.set(push, slot);
    if (push.lane === 'first') {
      this.inOrder.push(slot);
      this.through = push.offset;
    }
    const chain = this.chains.get(push.aggregateId);
    if (!chain) {
      this.chains.set(push.aggregateId, [slot]);
      this.makeReady(slot);
      return NONE;
    }
    const passedOver = this.passOver(chain, push.version, onlyNewest);
    chain.push(slot);
    if (chain.length === 1) this.makeReady(slot);
    return passedOver;
  }

  /** Takes in a push that must not go out from here: the mark waits until it is kept elsewhere. */
  hold(push: P): void {
    const slot: Slot<P> = { offset: push.offset, push, started: true, settled: false };
    this.slots.set(push, slot);
    this.inOrder.push(slot);
    this.through = push.offset;
  }

  /** A held push is kept among the waiting ones now. */
  released(push: P): void {
    this.settle(push);
  }

  /** Offsets up to here need nothing of this stream. */
  skipTo(offset: number): void {
    this.through = Math.max(this.through, offset);
  }

  /**
   * The next push that may start; its listing is busy until it is ended or retired. First ones and those
   * that are due take turns: neither a slow receiver's backlog nor its failures hold the other up.
   */
  start(): P | null {
    const [due, first] = [this.dueOnes, this.firstOnes];
    const slot = this.isDueNext ? (due.shift() ?? first.shift()) : (first.shift() ?? due.shift());
    if (!slot) return null;
    this.isDueNext = slot.push?.lane === 'first';
    slot.started = true;
    return slot.push;
  }

  /** It was not sent after all: it may start again. */
  interrupted(push: P): void {
    const slot = this.slots.get(push);
    if (!slot || slot.settled || this.chains.get(push.aggregateId)?.[0] !== slot) return;
    slot.started = false;
    this.makeReady(slot);
  }

  /** How far the stream is settled without a gap once these are recorded too. */
  markWith(recorded: ReadonlySet<P>): number {
    for (let i = this.inOrderFrom; i < this.inOrder.length; i++) {
      const slot = this.inOrder[i];
      if (slot?.push && !recorded.has(slot.push)) return slot.offset - 1;
    }
    return this.through;
  }

  /** Those of its listing that wait behind it in memory, oldest first. */
  behind(push: P): P[] {
    const chain = this.chains.get(push.aggregateId) ?? [];
    return pushesOf(chain).filter((each) => each !== push);
  }

  /** Its end is recorded: the next version of its listing may start. */
  ended(push: P): void {
    const chain = this.settle(push);
    const next = chain?.[0];
    if (next) this.makeReady(next);
    else this.chains.delete(push.aggregateId);
  }

  /**
   * It, and these of its listing, are kept among the waiting pushes now.
   * @returns those that came behind it meanwhile: they are held, and have to be kept there too.
   */
  retired(push: P, kept: readonly P[]): P[] {
    for (const each of kept) this.settle(each);
    const rest = this.settle(push) ?? [];
    this.chains.delete(push.aggregateId);
    for (const slot of rest) slot.started = true;
    return pushesOf(rest);
  }

  private makeReady(slot: Slot<P>): void {
    if (slot.push?.lane === 'first') this.firstOnes.push(slot);
    else this.dueOnes.push(slot);
  }

  private settle(push: P): Slot<P>[] | undefined {
    const slot = this.slots.get(push);
    if (!slot) return undefined;
    slot.settled = true;
    slot.push = null;
    this.slots.delete(push);
    this.trim();
    const chain = this.chains.get(push.aggregateId);
    const at = chain?.indexOf(slot) ?? -1;
    if (at >= 0) chain?.splice(at, 1);
    return chain;
  }

  /** What was started goes on: the newer one waits for its end. */
  private passOver(chain: Slot<P>[], version: number, onlyNewest: boolean): P[] {
    const passedOver: P[] = [];
    for (let at = chain.length - 1; at >= 0; at--) {
      const slot = chain[at];
      const push = slot?.push;
      if (!slot || !push || slot.started || push.version >= version) continue;
      if (!onlyNewest && push.lane !== 'nacked' && push.lane !== 'again') continue;
      slot.settled = true;
      slot.push = null;
      this.slots.delete(push);
      chain.splice(at, 1);
      passedOver.push(push);
    }
    this.trim();
    return passedOver;
  }

  private trim(): void {
    while (this.inOrder[this.inOrderFrom]?.settled) this.inOrderFrom++;
    if (this.inOrderFrom >= TRIM_AT) {
      this.inOrder = this.inOrder.slice(this.inOrderFrom);
      this.inOrderFrom = 0;
    }
  }
}

function pushesOf<P>(slots: readonly Slot<P>[]): P[] {
  return slots.flatMap(({ push }) => (push === null ? [] : [push]));
}
