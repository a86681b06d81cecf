import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, conflict, notFound, Problem, unavailable } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { signDetached, SigningKeys } from '#signing';
import { PublisherSettings } from '../config.js';
import type { Scope } from '../domain/contract.js';
import { formatFeedCursor } from '../domain/feed-cursor.js';
import { isFresh, manifestOf, type SnapshotFile } from '../domain/snapshot.js';
import { SnapshotBuilder } from '../snapshots/snapshot-builder.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import {
  fileUrl,
  SnapshotReaderStore,
  type OfferedSnapshot,
} from '../storage/snapshot-reader.store.js';
import { SnapshotStore } from '../storage/snapshot.store.js';
import type { Stream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import type { FetchedFile } from './finish-snapshot.js';

/** A manifest's exact bytes, and the signature over them. */
export interface SignedManifest {
  bytes: Buffer;
  jws: string;
  etag: string;
}

export interface FoundFile {
  snapshot: OfferedSnapshot;
  kind: FetchedFile;
  file: SnapshotFile;
}

/** What came of cutting a list anew; `elsewhere`: another process is at it. */
type CutOutcome = 'cut' | 'elsewhere' | 'held' | 'late';

type Offered = [OfferedSnapshot, ...OfferedSnapshot[]];

/** A cut of a million listings takes less; whoever waits longer gets the one before, or comes again. */
const WAIT_MS = 25_000;
const LOOK_AGAIN_MS = 500;

/** What a subscriber may fetch of the snapshots of its scope. */
@Injectable()
export class FindSnapshots {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly snapshots: SnapshotStore,
    private readonly readers: SnapshotReaderStore,
    private readonly builder: SnapshotBuilder,
    private readonly settings: PublisherSettings,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** The newest; one that is too old is cut anew first. */
  async latest(stream: Stream): Promise<SignedManifest> {
    const scope = await this.scopeOf(stream);
    const newest = await this.offeredFresh(stream, scope);
    return this.signed(stream, newest);
  }

  async numbered(stream: Stream, number: number): Promise<SignedManifest> {
    return this.signed(stream, await this.offeredAt(stream, number));
  }

  /** Numbers that can be fetched, newest first. */
  async versions(stream: Stream): Promise<OfferedSnapshot[]> {
    const scope = await this.scopeOf(stream);
    return this.readers.offered(this.dataSource.manager, stream.subscriberId, scope);
  }

  async file(stream: Stream, number: number, name: string): Promise<FoundFile> {
    const [snapshot] = await this.offeredAt(stream, number);
    if (snapshot.full?.name === name) return { snapshot, kind: 'full', file: snapshot.full };
    if (snapshot.delta?.name === name) return { snapshot, kind: 'delta', file: snapshot.delta };
    throw notFound('name', 'SNAPSHOT_FILE_GONE');
  }

  private async offeredAt(stream: Stream, number: number): Promise<Offered> {
    const scope = await this.scopeOf(stream);
    const { manager } = this.dataSource;
    const offered = await this.readers.offered(manager, stream.subscriberId, scope, {
      upTo: number,
    });
    const [snapshot, ...before] = offered;
    if (snapshot?.position !== number) throw this.gone(stream);
    return [snapshot, ...before];
  }

  /** With where to go on instead. */
  private gone({ id }: Stream): Problem {
    const latest = `${this.settings.publicUrl}/v1/streams/${id}/snapshots/latest`;
    return new Problem(404, 'SNAPSHOT_GONE', { field: 'number', extensions: { latest } });
  }

  private async offeredFresh(stream: Stream, scope: Scope): Promise<Offered> {
    const { manager } = this.dataSource;
    const until = performance.now() + WAIT_MS;
    for (let outcome: CutOutcome | null = null; ;) {
      const intake = await this.snapshots.intake(manager);
      const [newest, ...before] = await this.readers.offered(manager, stream.subscriberId, scope);
      const isGood =
        outcome === 'cut' ||
        outcome === 'held' ||
        outcome === 'late' ||
        (newest && isFresh(newest, intake, this.clock.now(), this.settings.snapshots));
      if (newest && isGood) return [newest, ...before];
      if (outcome === 'held') throw unavailable('SNAPSHOT_HELD');
      const left = until - performance.now();
      if (left <= 0) throw unavailable('SNAPSHOT_UNDER_WAY');
      outcome = await this.cutWithin(stream, scope, left);
    }
  }

  /** Cuts, or waits for whoever does. */
  private async cutWithin(stream: Stream, scope: Scope, milliseconds: number): Promise<CutOutcome> {
    const stop = new AbortController();
    const late = delay(milliseconds, 'late' as const, { signal: stop.signal }).catch(
      () => 'late' as const,
    );
    try {
      const outcome = await Promise.race([this.builder.build(scope), late]);
      switch (outcome) {
        case 'published':
          return 'cut';
        case 'unchanged':
          // Nothing was taken in since that one was cut: whoever came after it can have it too.
          await this.offerNewest(stream, scope);
          return 'cut';
        case 'busy':
          await delay(Math.min(LOOK_AGAIN_MS, milliseconds));
          return 'elsewhere';
        case 'held':
        case 'waits':
          return 'held';
        case 'late':
          return 'late';
      }
    } finally {
      stop.abort();
    }
  }

  private async offerNewest({ subscriberId }: Stream, scope: Scope): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      await takeSingleWriterTurn(manager);
      const newest = await this.snapshots.newest(manager, scope, 'published');
      if (newest) await this.readers.offerLate(manager, newest, subscriberId);
    });
  }

  private async signed(stream: Stream, offered: Offered): Promise<SignedManifest> {
    const [{ epoch, offset }] = offered;
    const reader = {
      issuer: this.settings.publicUrl,
      audience: stream.subscriberId,
      cursor: formatFeedCursor({ epoch, offset }),
    };
    const manifest = manifestOf(offered, reader, (number, name) =>
      fileUrl(this.settings, stream.id, number, name),
    );
    const bytes = Buffer.from(JSON.stringify(manifest));
    return {
      bytes,
      jws: await signDetached(bytes, this.keys.of('publisher')),
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    };
  }

  private async scopeOf(stream: Stream): Promise<Scope> {
    if (stream.channel !== 'snapshot') throw conflict('NOT_A_SNAPSHOT_STREAM');
    if (stream.status !== 'enabled') {
      throw new Problem(409, 'SNAPSHOT_STREAM_NOT_ENABLED', { vars: { status: stream.status } });
    }
    const subscriber = await this.subscribers.find(this.dataSource.manager, stream.subscriberId);
    if (!subscriber) throw notFound();
    return subscriber.contract.scope;
  }
}
