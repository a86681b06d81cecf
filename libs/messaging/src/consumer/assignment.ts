import type { PartitionStart, PositionStore } from './position-store.js';

interface Place {
  topic: string;
  partition: number;
  position: bigint;
  /** When the position last moved, or there was nothing to move over. */
  movedAt: number;
  committed: bigint;
  lag: bigint;
  /** The position that was sought because the broker went on after it. */
  soughtTo?: bigint;
}

/** The partitions that one membership of the group gave this consumer, and where it stands in each. */
export class Assignment {
  private readonly places = new Map<string, Place>();

  /** Nothing assigned: whoever holds it leaves every message alone. */
  static readonly none = new Assignment();

  private constructor() {}

  static async load(
    starts: readonly PartitionStart[],
    store: PositionStore,
    now: number,
  ): Promise<Assignment> {
    const assignment = new Assignment();
    for (const start of starts) {
      const { topic, partition } = start;
      const position = await store.startAt(start);
      assignment.places.set(placeName(topic, partition), {
        topic,
        partition,
        position,
        movedAt: now,
        committed: -1n,
        lag: 0n,
      });
    }
    return assignment;
  }

  all(): readonly Readonly<Place>[] {
    return [...this.places.values()];
  }

  positionOf(topic: string, partition: number): bigint | undefined {
    return this.places.get(placeName(topic, partition))?.position;
  }

  moveTo(topic: string, partition: number, position: bigint, now: number): void {
    const place = this.places.get(placeName(topic, partition));
    if (place) Object.assign(place, { position, movedAt: now });
  }

  /** @returns whether it is worth to seek: false when that was done, and the broker has nothing at the position. */
  shouldSeek(topic: string, partition: number): boolean {
    const place = this.places.get(placeName(topic, partition));
    if (!place || place.soughtTo === place.position) return false;
    place.soughtTo = place.position;
    return true;
  }

  /** Notes the partition's end; without a lag there is no progress to expect. */
  noteEnd(topic: string, partition: number, high: bigint, now: number): void {
    const place = this.places.get(placeName(topic, partition));
    if (!place) return;
    place.lag = high - place.position;
    if (place.lag <= 0n) place.movedAt = now;
  }

  /** Partitions that have messages waiting and took none for `ms`. */
  stuckFor(ms: number, now: number): readonly Readonly<Place>[] {
    return this.all().filter((place) => place.lag > 0n && now - place.movedAt >= ms);
  }

  /** Positions that lag tools don't know yet; marks them as known. */
  takeUncommitted(): { topic: string; partition: number; offset: string }[] {
    const dirty = [...this.places.values()].filter((place) => place.position !== place.committed);
    for (const place of dirty) place.committed = place.position;
    return dirty.map(({ topic, partition, position }) => ({
      topic,
      partition,
      offset: String(position),
    }));
  }
}

function placeName(topic: string, partition: number): string {
  return `${topic}[${partition}]`;
}
