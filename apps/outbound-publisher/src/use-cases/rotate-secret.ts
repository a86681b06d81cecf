import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, notFound, Problem } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { StreamSecrets } from '../storage/stream-secrets.js';
import { StreamSetupStore, type StreamSetup } from '../storage/stream-setup.store.js';
import { SECRET_BYTES, shownSecret } from './open-stream.js';

export interface RotatedSecret {
  signingSecret: string;
  previousValidUntil: Date;
}

export interface Rotation {
  id: string;
  overlapHours: number;
  /** A secret that still signs beside the present one may end now. */
  dropPrevious: boolean;
  /** The newest never reached its receiver: another takes its place, beside the one that is in use. */
  replaceNewest: boolean;
  by: string;
}

const HOUR_MS = 60 * 60 * 1000;
/** A weekend, and the day before it. */
export const DEFAULT_OVERLAP_HOURS = 72;

/** Gives a stream a new signing secret; both sign until the overlap ends, so that no push is refused. */
@Injectable()
export class RotateSecret {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly setups: StreamSetupStore,
    private readonly secrets: StreamSecrets,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws 404; 409 when the stream signs nothing, when the secret that the receiver may still use
   * would end sooner than it was told, or when none is beside the one to be replaced.
   */
  async run(rotation: Rotation): Promise<RotatedSecret> {
    const { id, overlapHours, dropPrevious, replaceNewest, by } = rotation;
    if (dropPrevious && replaceNewest) throw invalid('NOT_BOTH', 'replaceNewest');
    const secret = randomBytes(SECRET_BYTES);
    return this.unitOfWork.run(async (tx) => {
      const stream = await this.setups.lock(tx.manager, id);
      if (!stream) throw notFound();
      if (!stream.sealedSecret) throw conflict('NO_SECRET');
      const now = this.clock.now();
      const promised = promiseOf(stream, now);
      if (promised && !dropPrevious && !replaceNewest) throw overlapRuns(promised);
      if (!promised && replaceNewest) throw conflict('NO_OVERLAP');
      const asked = new Date(now.getTime() + overlapHours * HOUR_MS);
      const isKept = replaceNewest && promised !== null && promised > asked;
      const previousValidUntil = isKept ? promised : asked;
      const sealed = this.secrets.seal(id, secret);
      if (replaceNewest) {
        await this.setups.replaceSecret(tx.manager, id, sealed, previousValidUntil);
      } else await this.setups.rotateSecret(tx.manager, id, sealed, previousValidUntil);
      await appendLedger(tx.manager, {
        at: now,
        actor: by,
        action: 'stream.secret-rotated',
        subject: id,
        courtCode: null,
        detail: {
          subscriber: stream.subscriberId,
          previousValidUntil,
          dropPrevious,
          replaceNewest,
        },
      });
      tx.afterCommit(() => this.engine.wake());
      return { signingSecret: shownSecret(secret), previousValidUntil };
    });
  }
}

/** Until when the former secret was said to sign; null where none does now. */
function promiseOf({ previousSecretUntil: until }: StreamSetup, now: Date): Date | null {
  return until !== null && until > now ? until : null;
}

function overlapRuns(until: Date): Problem {
  const previousValidUntil = until.toISOString();
  return new Problem(409, 'OVERLAP_RUNS', {
    vars: { until: previousValidUntil },
    extensions: { previousValidUntil },
  });
}
