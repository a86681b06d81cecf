import { deadlineFor, type Deadline } from '../deadlines/deadline-for.js';
import { DEFAULT_MAX_IN_FLIGHT } from '../domain/pace.js';
import { StreamWindow } from '../domain/stream-window.js';
import type { Lease, PushStream } from '../storage/lease.store.js';
import type { DonePush } from '../storage/push.store.js';
import type { EndedPush, UntriedPush } from './ended-push.js';
import type { PushTarget } from './channel-sender.js';
import { Endpoint } from './endpoint.js';
import { targetAfter } from './push-target.js';
import type { QueuedPush } from './queued-push.js';

/** How often a busy stream's mark is written; one that comes to rest has it written with its last outcome. */
const MARK_EVERY_MS = 1_000;
const IDLE = 2;
const SPAN_PER_ROOM = 8;
const DAY = 24 * 3600 * 1000;
const SHANGHAI = 8 * 3600 * 1000;

/** One stream that this process holds: what it has in memory, and whether and how fast it may push. */
export class StreamRunner {
  readonly id: string;
  readonly token: string;
  readonly endpoint: Endpoint;
  window: StreamWindow<QueuedPush>;
  target: PushTarget;
  /** Enabled, and to be pushed by this process. */
  isOpen = true;
  /** Another process should have it: nothing more is started. */
  isLeaving = false;
  /** There is more than is in memory. */
  isBehind = true;
  isLoading = false;
  /** Some pushes wait in the database: then order has to be looked up there. */
  hasWaiting: boolean;
  nextDueAt: number | null;
  inFlight = 0;
  /** Ended, and not recorded yet. */
  unrecorded = 0;
  /** Counts what changes the order under a load: it is then made again. */
  turns = 0;
  timer: NodeJS.Timeout | undefined;
  timerAt = Infinity;
  readonly waitingInMemory = new Set<string>();
  private markedAt = -Infinity;
  private deadline: { day: number; of: Deadline } | undefined;
  private started = new Map<string, number>();
  private readonly done: ReadonlySet<number>;

  constructor(
    public stream: PushStream,
    lease: Lease,
    done: readonly DonePush[],
    now: number,
  ) {
    this.id = stream.id;
    this.token = lease.token;
    this.window = new StreamWindow(lease.settledOffset);
    this.endpoint = new Endpoint(limitsOf(stream), lease, now);
    this.target = targetAfter(null, stream);
    // The owner before may have kept some since the stream was read: the first look tells.
    this.hasWaiting = true;
    this.nextDueAt = 0;
    this.done = new Set(done.map(({ offset }) => offset));
    for (const { aggregateId, version } of done) {
      this.started.set(aggregateId, Math.max(version, this.started.get(aggregateId) ?? 0));
    }
  }

  get onlyNewest(): boolean {
    return this.stream.contract.stateTransfer;
  }

  get isAtRest(): boolean {
    const { isProbing } = this.endpoint;
    return this.inFlight === 0 && this.unrecorded === 0 && !this.isLoading && !isProbing;
  }

  /** One push that hangs must not let what is settled behind it pile up without end. */
  hasRoom(room: number): boolean {
    return this.window.size < room && this.window.span < room * SPAN_PER_ROOM;
  }

  /** Whether the offset just taken in follows what is in memory, and there is room for it. */
  takes(offset: number, room: number): boolean {
    return (
      !this.isBehind &&
      !this.isLoading &&
      !this.hasWaiting &&
      offset === this.window.end + 1 &&
      this.hasRoom(room)
    );
  }

  /** Whether there is something to be read for it, and a use for it. */
  wantsMore(room: number, now: number): boolean {
    return (
      this.letsThrough &&
      ((this.isBehind && this.hasRoom(room / 2)) ||
        (this.hasWaiting && (this.nextDueAt ?? Infinity) <= now))
    );
  }

  /** Whether pushes may go, be there some or not. */
  get letsThrough(): boolean {
    return this.isOpen && !this.isLeaving && this.endpoint.letsThrough;
  }

  /**
   * Whether to write down how far it is settled; asked for once, it is not due again for a while.
   * @param recording how many of its unrecorded ones are about to be recorded.
   */
  isMarkDue(now: number, recording: number): boolean {
    // Whoever takes the stream over looks at every attempt behind the mark.
    const isDue =
      now - this.markedAt >= MARK_EVERY_MS ||
      this.inFlight + this.unrecorded < IDLE ||
      // The last ones before a rest: nothing would write it down after them.
      (this.inFlight === 0 &&
        this.unrecorded <= recording &&
        !(this.window.hasReady && this.letsThrough));
    if (isDue) this.markedAt = now;
    return isDue;
  }

  /** Takes over what was changed about the stream. */
  update(stream: PushStream): void {
    const before = this.stream;
    this.stream = stream;
    this.target = targetAfter(this.target, stream);
    if (before.ratePerSecond !== stream.ratePerSecond || before.maxInFlight !== stream.maxInFlight)
      this.endpoint.pace.configure(limitsOf(stream));
    if (before.contract.deadline?.workingDays !== stream.contract.deadline?.workingDays)
      this.deadline = undefined;
    if (stream.lastOffset > this.window.end) this.isBehind = true;
  }

  /** What an earlier owner ended beyond the mark, or passed over for something newer that it started. */
  wasDone({ offset, aggregateId, version }: DonePush): boolean {
    return this.done.has(offset) || version < (this.started.get(aggregateId) ?? 0);
  }

  /** The same for all that becomes available on one day; the object itself is the same too. */
  deadlineAt(now: Date): Deadline {
    const day = Math.floor((now.getTime() + SHANGHAI) / DAY);
    if (this.deadline?.day !== day) {
      this.deadline = { day, of: deadlineFor(this.stream.contract, now) };
    }
    return this.deadline.of;
  }

  get probeDueAt(): number | null {
    return this.isOpen && !this.isLeaving ? this.endpoint.probeDueAt : null;
  }

  /**
   * It is written down what came of a push.
   * @param kept those of its listing that wait behind it from now on.
   * @param dueAt when it is tried again; null where it is not.
   * @returns those that came behind it while that was written down: they have to wait there too.
   */
  recorded(
    { queued, push }: EndedPush,
    kept: readonly QueuedPush[],
    dueAt: Date | null,
  ): QueuedPush[] {
    this.unrecorded--;
    const { outcome } = push;
    if (outcome.kind === 'retry' && outcome.reason === 'interrupted') {
      this.window.interrupted(queued);
      return [];
    }
    this.waitingInMemory.delete(queued.obligationId);
    for (const each of kept) this.waitingInMemory.delete(each.obligationId);
    if (dueAt === null && kept.length === 0) {
      this.window.ended(queued);
      if (queued.lane !== 'first') this.waits(0);
      return [];
    }
    // Where it is passed over, those behind it may be due at once.
    this.waits(dueAt?.getTime() ?? 0);
    return this.window.retired(queued, kept);
  }

  /** Takes a push into the window. */
  queue(queued: QueuedPush): void {
    if (queued.lane !== 'first') this.waitingInMemory.add(queued.obligationId);
    for (const gone of this.window.add(queued, this.onlyNewest)) this.forget(gone);
  }

  /** It waits no longer; what was behind it may be due. */
  private forget(queued: QueuedPush): void {
    if (this.waitingInMemory.delete(queued.obligationId)) this.waits(0);
  }

  /** A push that has to follow one that waits is kept beside it now; that one may have ended meanwhile. */
  keptBehind(queued: QueuedPush): void {
    this.unrecorded--;
    this.window.released(queued);
    this.waits(0);
  }

  /** A waiting push was dropped for something newer. */
  passedOver(queued: UntriedPush['queued']): void {
    this.unrecorded--;
    this.waitingInMemory.delete(queued.obligationId);
    this.waits(0);
  }

  private waits(dueAt: number): void {
    this.turns++;
    this.hasWaiting = true;
    this.nextDueAt = Math.min(this.nextDueAt ?? Infinity, dueAt);
  }
}

function limitsOf({ ratePerSecond, maxInFlight }: PushStream) {
  return { ratePerSecond, maxInFlight: maxInFlight ?? DEFAULT_MAX_IN_FLIGHT };
}
