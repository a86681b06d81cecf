import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, conflict, forbidden, invalid, notFound, Problem, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { isUndecided, type Application } from '../domain/application.js';
import type { Material, MaterialKind } from '../domain/material.js';
import { isMaterialType, mislabelled, type MaterialType } from '../domain/material-type.js';
import type { Person } from '../domain/person.js';
import { detectType } from '../object-storage/detect-type.js';
import { ObjectStore } from '../object-storage/object-store.js';
import { ObjectTooLarge, type ByteSource, type SpooledObject } from '../object-storage/spool.js';
import { PaperSettings } from '../paper-settings.js';
import { ApplicationStore } from '../storage/application.store.js';
import { MaterialStore } from '../storage/material.store.js';
import { personOf } from './person-of.js';

const MEBIBYTE = 1024 * 1024;

export interface Upload {
  kind: MaterialKind;
  name: string;
  declaredType: string | null;
  /** Lower-case hex of what the sender means to send; null when they did not say. */
  declaredSha256: string | null;
  /** What the sender announced; null where it streams. */
  announcedSize: number | null;
  bytes: ByteSource;
}

/**
 * Takes in a paper (材料). Its bytes are complete, checked and kept before its row is written, and a
 * refused one leaves nothing. The same paper sent again is the one that is there already.
 */
@Injectable()
export class UploadMaterial {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly materials: MaterialStore,
    private readonly objects: ObjectStore,
    private readonly settings: PaperSettings,
    private readonly clock: Clock,
  ) {}

  async execute(applicationId: string, upload: Upload, actor: Actor): Promise<Material> {
    const officer = personOf(actor);
    const { manager } = this.dataSource;
    const known = await this.applications.find(manager, applicationId);
    requireOpen(known, officer);
    // Before the bytes are read: most uploads that are too large say so.
    if ((upload.announcedSize ?? 0) > this.settings.materialMaxBytes) throw this.tooLarge();
    await this.requireRoom(manager, applicationId);
    const { type, size, digest } = await this.keep(upload);
    return this.unitOfWork.run(async (tx) => {
      const application = await this.applications.lock(tx.manager, applicationId);
      requireOpen(application, officer);
      const { kind, name, declaredType } = upload;
      const earlier = await this.materials.same(tx.manager, { applicationId, kind, digest });
      if (earlier) return earlier;
      await this.requireRoom(tx.manager, applicationId);
      const material: Material = {
        id: newId('mat'),
        applicationId,
        courtCode: officer.court,
        kind,
        name,
        declaredType,
        type,
        size,
        digest,
        uploadedBy: officer.sub,
        uploadedAt: this.clock.now(),
        withdrawn: null,
      };
      await this.materials.insert(tx.manager, material);
      await record(tx.manager, material);
      return material;
    });
  }

  private async keep(
    upload: Upload,
  ): Promise<{ type: MaterialType; size: number; digest: string }> {
    let type: MaterialType | undefined;
    const inspect = async (spooled: SpooledObject) => {
      type = await inspectMaterial(spooled, upload);
    };
    const maxBytes = this.settings.materialMaxBytes;
    try {
      const { size, digest } = await this.objects.put(upload.bytes, { maxBytes, inspect });
      if (!type) throw new Error('an object is kept only after it was inspected');
      return { type, size, digest };
    } catch (error) {
      throw error instanceof ObjectTooLarge ? this.tooLarge() : error;
    }
  }

  private tooLarge(): Problem {
    const mib = this.settings.materialMaxBytes / MEBIBYTE;
    return new Problem(413, 'MATERIAL_TOO_LARGE', { vars: { mib: Math.floor(mib) } });
  }

  private async requireRoom(manager: EntityManager, applicationId: string): Promise<void> {
    const there = await this.materials.countOf(manager, applicationId);
    if (there >= this.settings.materialsPerApplication) throw conflict('TOO_MANY_MATERIALS');
  }
}

/** @throws what is wrong with the file: nothing in it, not what was meant, or not what it says it is. */
async function inspectMaterial(
  { path, size, digest }: SpooledObject,
  { name, declaredType, declaredSha256 }: Upload,
): Promise<MaterialType> {
  if (size === 0) throw invalid('EMPTY_FILE', 'body');
  if (declaredSha256 !== null && digest !== `sha256:${declaredSha256}`) {
    throw invalid('DIGEST_MISMATCH', 'sha256');
  }
  const type = await detectType(path);
  if (type === null || !isMaterialType(type)) throw invalid('MATERIAL_TYPE', 'body');
  const mistake = mislabelled({ name, declaredType }, type);
  if (mistake) throw new Problem(422, mistake, { field: 'body', vars: { type } });
  return type;
}

function requireOpen(application: Application | null, { court }: Person): void {
  if (!application) throw notFound();
  if (application.courtCode !== court) throw forbidden('OTHER_COURT');
  if (!isUndecided(application)) throw conflict('ALREADY_DECIDED');
}

/** The file's name may hold a person's number: the ledger has the digest. */
async function record(manager: EntityManager, material: Material): Promise<void> {
  const { id, applicationId, courtCode, kind, type, size, digest } = material;
  await appendLedger(manager, {
    at: material.uploadedAt,
    actor: material.uploadedBy,
    action: 'material.received',
    subject: id,
    courtCode,
    detail: { applicationId, kind, type, size, digest },
  });
}
