import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, errorFields } from '#bootstrap';
import { newId } from '#contracts';
import { PublisherSettings } from '../config.js';
import type { Scope } from '../domain/contract.js';
import { mustBeHeld, type Snapshot } from '../domain/snapshot.js';
import { writtenScope } from '../domain/snapshot-scope.js';
import { ListCutter, type ListCut } from '../storage/list-cut.js';
import type { UnusedFile } from '../storage/snapshot.store.js';
import { PlanSnapshots } from '../use-cases/plan-snapshots.js';
import { PublishSnapshot } from '../use-cases/publish-snapshot.js';
import { FileWriter, type WrittenFiles } from './file-writer.js';
import { snapshotBuilds, snapshotBuildSeconds } from './metrics.js';
import { SnapshotFolder } from './snapshot-folder.js';

/**
 * `unchanged`: nothing was taken in since the newest. `waits`: one is held, and an operator comes first.
 * `busy`: another process builds.
 */
export type BuildOutcome = 'published' | 'held' | 'unchanged' | 'waits' | 'busy';

const SECOND = 1000;

/** Cuts lists into files, one at a time. A build that fails leaves everything as it was. */
@Injectable()
export class SnapshotBuilder implements OnModuleDestroy {
  private readonly logger = new Logger(SnapshotBuilder.name);
  private readonly stopping = new AbortController();
  private readonly underWay = new Map<string, Promise<BuildOutcome>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly cutter: ListCutter,
    private readonly plan: PlanSnapshots,
    private readonly publish: PublishSnapshot,
    private readonly folder: SnapshotFolder,
    private readonly settings: PublisherSettings,
    private readonly clock: Clock,
  ) {}

  /** A service that stops gives up what it builds. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort(new Error('The service stops.'));
    await this.last;
  }

  /**
   * Cuts the list of a scope. Whoever asks while that is under way gets the same.
   * @param again also where an older one is held: this one takes its place.
   */
  build(scope: Scope, { again = false } = {}): Promise<BuildOutcome> {
    const key = `${again} ${writtenScope(scope)}`;
    const known = this.underWay.get(key);
    if (known) return known;
    const building = this.last
      .then(() => this.measured(scope, again))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, building);
    this.last = building.catch(() => {});
    return building;
  }

  /** Files that no manifest names any more; a failure leaves a file behind, and nothing else. */
  async remove(unused: readonly UnusedFile[]): Promise<void> {
    for (const { snapshotId, sha256 } of unused) await this.folder.remove(snapshotId, sha256);
  }

  private async measured(scope: Scope, again: boolean): Promise<BuildOutcome> {
    const start = performance.now();
    try {
      const outcome = await this.cutter.run((cut) => this.cutAndPublish(scope, again, cut));
      snapshotBuilds.inc({ outcome });
      if (outcome === 'published' || outcome === 'held') {
        snapshotBuildSeconds.observe((performance.now() - start) / SECOND);
      }
      return outcome;
    } catch (error) {
      snapshotBuilds.inc({ outcome: 'failed' });
      this.logger.error({ msg: 'snapshot.failed', ...errorFields(error) });
      throw error;
    }
  }

  private async cutAndPublish(
    scope: Scope,
    again: boolean,
    take: () => Promise<ListCut>,
  ): Promise<BuildOutcome> {
    const { newest, held } = await this.plan.before(scope);
    if (held && !again) return 'waits';
    const cut = await take();
    const base = newest?.epoch === cut.epoch && (await this.isWhole(newest)) ? newest : null;
    if (base?.position === cut.position && !held) return 'unchanged';
    // Its file was lost: the same number is cut again, and whoever has it may keep it.
    const lost = newest && !base && newest.position === cut.position ? [newest] : [];
    return this.writeAndPublish(scope, cut, base, [...(held ? [held] : []), ...lost]);
  }

  private async writeAndPublish(
    scope: Scope,
    cut: ListCut,
    base: Snapshot | null,
    replaces: Snapshot[],
  ): Promise<BuildOutcome> {
    const id = newId('snp');
    const createdAt = this.clock.now();
    const readers = await cut.readers(scope);
    const writer = new FileWriter(this.folder, this.stopping.signal);
    const files = await writer.write(id, cut, scope, base);
    const state = mustBeHeld(files.counts, base?.listings ?? 0, this.settings.snapshots)
      ? 'held'
      : 'published';
    const { epoch, position } = cut;
    const snapshot: Snapshot = {
      ...{ id, scope, epoch, position, state, createdAt },
      ...files.counts,
      basePosition: base?.position ?? null,
      full: files.full,
      delta: files.delta,
    };
    await this.remove(await this.publishOrRemove(snapshot, { readers, replaces }, files));
    this.logger.log({ msg: `snapshot.${state}`, snapshot: id, position, ...files.counts });
    return state;
  }

  private async publishOrRemove(
    snapshot: Snapshot,
    around: Pick<Parameters<PublishSnapshot['run']>[0], 'readers' | 'replaces'>,
    { full, delta }: WrittenFiles,
  ): Promise<UnusedFile[]> {
    try {
      return await this.publish.run({ snapshot, ...around });
    } catch (error) {
      const written = [full, ...(delta ? [delta] : [])];
      await this.remove(written.map(({ sha256 }) => ({ snapshotId: snapshot.id, sha256 })));
      throw error;
    }
  }

  private async isWhole({ id, full }: Snapshot): Promise<boolean> {
    return full !== null && (await this.folder.has(id, full.sha256, full.bytes));
  }
}
