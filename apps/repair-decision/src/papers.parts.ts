import { MaterialsController } from './api/materials.controller.js';
import { MaterialRow } from './storage/material.row.js';
import { MaterialStore } from './storage/material.store.js';
import { ReadMaterial } from './use-cases/read-material.js';
import { UploadMaterial } from './use-cases/upload-material.js';
import { WithdrawMaterial } from './use-cases/withdraw-material.js';

/** The part of this service about what parties hand in and promise, and about dormant listings. */
export const papers = {
  rows: [MaterialRow],
  controllers: [MaterialsController],
  stores: [MaterialStore],
  useCases: [UploadMaterial, ReadMaterial, WithdrawMaterial],
};
