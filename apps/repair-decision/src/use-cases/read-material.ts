import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, forbidden, notFound, unavailable, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { missingMaterials, type Material } from '../domain/material.js';
import type { MaterialRequirement } from '../domain/rules/index.js';
import { ObjectStore } from '../object-storage/object-store.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { MaterialStore } from '../storage/material.store.js';
import { personOf } from './person-of.js';
import { rulesOf } from './rules-of.js';

/** What is on file for an application, and what its rule set still asks for. */
export interface PapersOnFile {
  materials: Material[];
  missing: MaterialRequirement[];
}

/** Shows an application's papers to its own court, and to nobody else; each reading of one is ledgered. */
@Injectable()
export class ReadMaterial {
  constructor(
    private readonly dataSource: DataSource,
    private readonly applications: ApplicationStore,
    private readonly materials: MaterialStore,
    private readonly objects: ObjectStore,
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  async ofApplication(applicationId: string, actor: Actor): Promise<PapersOnFile> {
    const { manager } = this.dataSource;
    const application = await this.applications.find(manager, applicationId);
    if (!application) throw notFound();
    if (application.courtCode !== personOf(actor).court) throw forbidden('OTHER_COURT');
    const materials = await this.materials.ofApplication(manager, applicationId);
    const { procedure } = rulesOf(this.ruleSets, application).ruleSet;
    return { materials, missing: missingMaterials(procedure.materials, materials) };
  }

  async content(id: string, actor: Actor): Promise<{ material: Material; bytes: Readable }> {
    const { manager } = this.dataSource;
    const { court, sub } = personOf(actor);
    const material = await this.materials.find(manager, id);
    if (!material) throw notFound();
    if (material.courtCode !== court) throw forbidden('OTHER_COURT');
    const { applicationId, digest } = material;
    const bytes = await this.objects.get(digest);
    if (!bytes) {
      throw unavailable('OBJECT_STORE_UNAVAILABLE', new Error(`object ${digest} is not there`));
    }
    try {
      await appendLedger(manager, {
        at: this.clock.now(),
        actor: sub,
        action: 'material.read',
        subject: id,
        courtCode: court,
        detail: { applicationId, digest },
      });
    } catch (error) {
      bytes.destroy();
      throw error;
    }
    return { material, bytes };
  }
}
