import { Injectable } from '@nestjs/common';
import { addMonths, shanghaiDate, type CalendarDate } from '#calendar';
import { Clock, notFound, type Actor } from '#bootstrap';
import type { RemovalBasis } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { verifyDormant, type DormantItem } from '../domain/dormant-item.js';
import { PaperSettings } from '../paper-settings.js';
import { DormantStore } from '../storage/dormant.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

export type Verified =
  | { finding: 'LEAVES'; basis: RemovalBasis; explanation: string }
  | { finding: 'STAYS'; explanation: string; lookAgainOn: CalendarDate | null };

/** Records what came out of looking at one dormant case (逐案核查). */
@Injectable()
export class VerifyDormant {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly items: DormantStore,
    private readonly settings: PaperSettings,
    private readonly clock: Clock,
  ) {}

  execute(id: string, verified: Verified, actor: Actor): Promise<DormantItem> {
    const officer = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const before = await this.items.lock(manager, id);
      if (!before) throw notFound();
      const at = this.clock.now();
      const found =
        verified.finding === 'STAYS'
          ? { ...verified, lookAgainOn: verified.lookAgainOn ?? this.later(at) }
          : verified;
      const item = granted(verifyDormant(before, found, { officer, at }));
      await this.items.verify(manager, item);
      const { listingId, courtCode, finding } = item;
      const outcome =
        item.finding === 'LEAVES' ? { basis: item.basis } : { lookAgainOn: item.lookAgainOn };
      await appendLedger(manager, {
        at,
        actor: officer.sub,
        action: 'dormant.verified',
        subject: id,
        courtCode,
        detail: { listingId, finding, ...outcome },
      });
      return item;
    });
  }

  private later(at: Date): CalendarDate {
    return addMonths(shanghaiDate(at), this.settings.dormantLookAgainMonths);
  }
}
