import { Injectable } from '@nestjs/common';
import { Clock, conflict, forbidden, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { isUndecided } from '../domain/application.js';
import type { Material } from '../domain/material.js';
import { ApplicationStore } from '../storage/application.store.js';
import { MaterialStore } from '../storage/material.store.js';
import { personOf } from './person-of.js';

/** Takes a paper back while nothing is decided on it. The row and the bytes stay, and count no more. */
@Injectable()
export class WithdrawMaterial {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly materials: MaterialStore,
    private readonly clock: Clock,
  ) {}

  execute(id: string, reason: string, actor: Actor): Promise<Material> {
    const { sub: by, court } = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const named = await this.materials.find(manager, id);
      if (!named) throw notFound();
      if (named.courtCode !== court) throw forbidden('OTHER_COURT');
      const { applicationId, kind, digest } = named;
      // The application's lock orders this with the decision, and with another withdrawal.
      const application = await this.applications.lock(manager, applicationId);
      if (!application || !isUndecided(application)) throw conflict('ALREADY_DECIDED');
      const material = await this.materials.find(manager, id);
      if (!material || material.withdrawn) throw conflict('MATERIAL_WITHDRAWN');
      const withdrawn = { by, at: this.clock.now(), reason };
      await this.materials.withdraw(manager, id, withdrawn);
      await appendLedger(manager, {
        at: withdrawn.at,
        actor: by,
        action: 'material.withdrawn',
        subject: id,
        courtCode: court,
        detail: { applicationId, kind, digest },
      });
      return { ...material, withdrawn };
    });
  }
}
