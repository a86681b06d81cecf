import { DataSource } from 'typeorm';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { Channels } from '../src/delivery/channels.js';
import { OutcomeBatch } from '../src/delivery/outcome-batch.js';
import { PushLoader } from '../src/delivery/push-loader.js';
import { PushStore } from '../src/storage/push.store.js';
import { KeepBreaker } from '../src/use-cases/keep-breaker.js';
import { RecordOutcomes } from '../src/use-cases/record-outcomes.js';
import { TakeLeases } from '../src/use-cases/take-leases.js';
import { WakeUps } from '../src/storage/wake-ups.js';
import { Clock } from '#bootstrap';
import type { PublisherUnderTest } from './publisher-under-test.js';

/** Where one obligation's push stands on a stream. */
export interface PushState {
  obligationId: string;
  version: number;
  state: 'pending' | 'delivered' | 'nacked' | 'passed_over';
  /** Attempts that ended. */
  attempts: number;
  /** When it is tried again; null where it is not waiting, or waits behind an older version. */
  dueAt: Date | null;
}

/** What a stream has done and still has to do, in the order of offsets. */
export async function pushesOf(
  { service }: PublisherUnderTest,
  streamId: string,
  aggregateId?: string,
): Promise<PushState[]> {
  return service.get(DataSource).query<PushState[]>(
    `SELECT o.id AS "obligationId", o.version,
       CASE
         WHEN EXISTS (SELECT FROM attempt a WHERE a.obligation_id = o.id AND a.stream_id = s.id
           AND a.outcome = 'delivered') THEN 'delivered'
         WHEN w.lane = 'nacked' THEN 'nacked'
         WHEN w.lane IS NULL AND o."offset" <= coalesce(p.settled_offset, 0) THEN 'passed_over'
         ELSE 'pending'
       END AS state,
       (SELECT count(*)::integer FROM attempt a
         WHERE a.obligation_id = o.id AND a.stream_id = s.id) AS attempts,
       w.due_at AS "dueAt"
     FROM stream s
     JOIN obligation o ON o.subscriber_id = s.subscriber_id
     LEFT JOIN push_progress p ON p.stream_id = s.id
     LEFT JOIN waiting_push w ON w.stream_id = s.id AND w.obligation_id = o.id
     WHERE s.id = $1 AND coalesce($2, o.listing_id, '') IN (o.listing_id, o.restriction_id)
     ORDER BY o."offset"`,
    [streamId, aggregateId ?? null],
  );
}

/** Another process of the publisher, as far as pushing goes. */
export function anotherEngine({ service }: PublisherUnderTest): DeliveryEngine {
  return new DeliveryEngine(
    service.get(TakeLeases),
    service.get(PushStore),
    service.get(PushLoader),
    service.get(Channels),
    new OutcomeBatch(service.get(RecordOutcomes)),
    service.get(KeepBreaker),
    service.get(WakeUps),
    service.get(Clock),
  );
}

/** The process dies without a word, and its lease comes to its end. */
export async function dies({ service }: PublisherUnderTest, engine: DeliveryEngine): Promise<void> {
  engine.abandon();
  await service
    .get(DataSource)
    .query('UPDATE publisher_process SET alive_until = now() WHERE id = $1', [engine.processId]);
}
