import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { createPartitions } from '../storage/partitions.js';

/** Any fixed number: one process at a time makes months. */
const MONTHS_LOCK = 8_471_204;

/** Makes the coming months' partitions. Safe to run at any time, in any number of processes. */
@Injectable()
export class CreateMonths {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @returns the partitions it made; none where they are there, or another process is at it. */
  async run(): Promise<string[]> {
    return this.unitOfWork.run(async ({ manager }) => {
      // Attaching asks for a short lock: behind a long read it is given up, and tried again the next time.
      await manager.query(`SET LOCAL lock_timeout = '5s'`);
      const [lock] = await manager.query<{ held: boolean }[]>(
        'SELECT pg_try_advisory_xact_lock($1) AS held',
        [MONTHS_LOCK],
      );
      if (!lock?.held) return [];
      const now = this.clock.now();
      const made = await createPartitions(manager, now);
      if (made.length > 0) {
        await appendLedger(manager, {
          at: now,
          actor: 'outbound-publisher',
          action: 'partitions.created',
          subject: 'retention',
          courtCode: null,
          detail: { made },
        });
      }
      return made;
    });
  }
}
