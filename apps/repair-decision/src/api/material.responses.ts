import { ApiProperty } from '@nestjs/swagger';
import { MATERIAL_KINDS, type Material, type MaterialKind } from '../domain/material.js';
import type { PapersOnFile } from '../use-cases/read-material.js';
import { MissingMaterialResponse } from './examination.response.js';

class MaterialWithdrawnResponse {
  @ApiProperty() by: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() reason: string;
}

export class MaterialResponse {
  @ApiProperty() id: string;
  @ApiProperty() applicationId: string;
  @ApiProperty({ enum: MATERIAL_KINDS }) kind: MaterialKind;
  @ApiProperty({ description: 'As the party calls the file' }) name: string;
  @ApiProperty({ type: String, nullable: true }) declaredType: string | null;
  @ApiProperty({ description: 'What the bytes are' }) type: string;
  @ApiProperty({ description: 'In bytes' }) size: number;
  @ApiProperty({ description: 'Hex' }) sha256: string;
  @ApiProperty() uploadedBy: string;
  @ApiProperty({ format: 'date-time' }) uploadedAt: string;
  @ApiProperty({ type: MaterialWithdrawnResponse, nullable: true })
  withdrawn: MaterialWithdrawnResponse | null;
}

export class MaterialListResponse {
  @ApiProperty({ type: [MaterialResponse] }) data: MaterialResponse[];
  @ApiProperty({ type: [MissingMaterialResponse] }) missing: MissingMaterialResponse[];
}

export function toMaterialList({ materials, missing }: PapersOnFile): MaterialListResponse {
  return {
    data: materials.map(toMaterialResponse),
    missing: missing.map(({ kind, title }) => ({ kind, title })),
  };
}

export function toMaterialResponse({
  courtCode: _own,
  digest,
  uploadedAt,
  withdrawn,
  ...rest
}: Material): MaterialResponse {
  return {
    ...rest,
    sha256: digest.replace('sha256:', ''),
    uploadedAt: uploadedAt.toISOString(),
    withdrawn: withdrawn && { ...withdrawn, at: withdrawn.at.toISOString() },
  };
}
