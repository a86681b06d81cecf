import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { Material, MaterialKind, MaterialWithdrawal } from '../domain/material.js';
import { MaterialRow } from './material.row.js';

/** The one place that maps `material` rows to materials and back. */
@Injectable()
export class MaterialStore {
  async insert(manager: EntityManager, { withdrawn: _none, ...material }: Material): Promise<void> {
    await manager.insert(MaterialRow, material);
  }

  async find(manager: EntityManager, id: string): Promise<Material | null> {
    const row = await manager.findOneBy(MaterialRow, { id });
    return row && toMaterial(row);
  }

  /** Of an application, withdrawn ones too, oldest first. */
  async ofApplication(manager: EntityManager, applicationId: string): Promise<Material[]> {
    const rows = await manager.find(MaterialRow, {
      where: { applicationId },
      order: { id: 'ASC' },
    });
    return rows.map(toMaterial);
  }

  /** The paper that was handed in before, and not withdrawn. */
  async same(
    manager: EntityManager,
    paper: { applicationId: string; kind: MaterialKind; digest: string },
  ): Promise<Material | null> {
    const row = await manager.findOneBy(MaterialRow, { ...paper, withdrawnAt: IsNull() });
    return row && toMaterial(row);
  }

  countOf(manager: EntityManager, applicationId: string): Promise<number> {
    return manager.countBy(MaterialRow, { applicationId });
  }

  async withdraw(
    manager: EntityManager,
    id: string,
    { by, at, reason }: MaterialWithdrawal,
  ): Promise<void> {
    await manager.update(
      MaterialRow,
      { id },
      { withdrawnBy: by, withdrawnAt: at, withdrawalReason: reason },
    );
  }
}

function toMaterial(row: MaterialRow): Material {
  const { withdrawnBy: by, withdrawnAt: at, withdrawalReason: reason, ...facts } = row;
  const withdrawn = by !== null && at !== null && reason !== null ? { by, at, reason } : null;
  return { ...facts, withdrawn };
}
