import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { create } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import {
  CurrentActor,
  PathId,
  Roles,
  Streamed,
  Streams,
  type Actor,
  type StreamedBody,
} from '#bootstrap';
import { MATERIAL_TYPES, UNDECLARED_TYPE } from '../domain/material-type.js';
import { ReadMaterial } from '../use-cases/read-material.js';
import { UploadMaterial } from '../use-cases/upload-material.js';
import { WithdrawMaterial } from '../use-cases/withdraw-material.js';
import { MaterialWithdrawalRequest, UploadQuery } from './material.requests.js';
import {
  MaterialListResponse,
  MaterialResponse,
  toMaterialList,
  toMaterialResponse,
} from './material.responses.js';
import { bytesOf, declaredTypeOf, fileNameOf, passOver } from './upload.js';

@ApiTags('materials')
@Controller('v1')
export class MaterialsController {
  constructor(
    private readonly uploadMaterial: UploadMaterial,
    private readonly readMaterial: ReadMaterial,
    private readonly withdrawMaterial: WithdrawMaterial,
  ) {}

  /** The body is the file as it is. Type, size and hash are checked before anything is kept. */
  @Post('applications/:id/materials')
  @Roles('officer')
  @Streams(...Object.keys(MATERIAL_TYPES), UNDECLARED_TYPE)
  @ApiOperation({ summary: '提交材料 — hand in a paper for an application' })
  @ApiHeader({
    name: 'content-disposition',
    required: true,
    description: "The file's name: `attachment; filename*=UTF-8''%E5%87%AD%E8%AF%81.pdf`",
  })
  @ApiCreatedResponse({ type: MaterialResponse })
  async upload(
    @PathId('app') id: string,
    @Query() { kind, sha256 }: UploadQuery,
    @Headers('content-disposition') disposition: string | undefined,
    @Streamed() body: StreamedBody,
    @CurrentActor() actor: Actor,
  ): Promise<MaterialResponse> {
    try {
      const upload = {
        kind,
        name: fileNameOf(disposition),
        declaredType: declaredTypeOf(body),
        declaredSha256: sha256 ?? null,
        announcedSize: body.contentLength,
        bytes: bytesOf(body.stream),
      };
      return toMaterialResponse(await this.uploadMaterial.execute(id, upload, actor));
    } catch (error) {
      passOver(body.stream);
      throw error;
    }
  }

  @Get('applications/:id/materials')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '材料清单 — the papers of an application, and which are missing' })
  @ApiOkResponse({ type: MaterialListResponse })
  async list(
    @PathId('app') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<MaterialListResponse> {
    return toMaterialList(await this.readMaterial.ofApplication(id, actor));
  }

  /** The file as it was handed in, to be saved and not shown; who reads it is ledgered. */
  @Get('materials/:id/content')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '下载材料 — one paper' })
  @ApiOkResponse({
    content: { [UNDECLARED_TYPE]: { schema: { type: 'string', format: 'binary' } } },
  })
  async content(
    @PathId('mat') id: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { material, bytes } = await this.readMaterial.content(id, actor);
    void reply.headers({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
    const { type, size: length, name } = material;
    return new StreamableFile(bytes, { type, length, disposition: create(name) });
  }

  @Post('materials/:id/withdraw')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '撤回材料 — take a paper back before the decision' })
  @ApiOkResponse({ type: MaterialResponse })
  async withdraw(
    @PathId('mat') id: string,
    @Body() { reason }: MaterialWithdrawalRequest,
    @CurrentActor() actor: Actor,
  ): Promise<MaterialResponse> {
    return toMaterialResponse(await this.withdrawMaterial.execute(id, reason, actor));
  }
}
