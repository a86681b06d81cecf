import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SnapshotStore } from '../storage/snapshot.store.js';
import { ScrapedGauges } from './scraped-gauges.js';

/** A gauge of the snapshots that nobody gets before an operator has looked. */
@Injectable()
export class MeasureSnapshots {
  constructor(snapshots: SnapshotStore, dataSource: DataSource) {
    const gauges = new ScrapedGauges(() => snapshots.countHeld(dataSource.manager));
    gauges.add(
      'yichu_snapshots_held',
      'Snapshots that wait for an operator because much has left the list at once.',
      [],
      (gauge, held) => gauge.set(held),
    );
  }
}
