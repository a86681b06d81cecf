import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#bootstrap';
import { languageOf } from '#i18n';
import { codePage, PAGE_POLICY, verificationPage } from '../documents/verification-page.js';
import { VerifyDocument } from '../use-cases/verify-document.js';
import { CodeQuery, VerificationRequest } from './document.requests.js';
import {
  FileVerificationResponse,
  toVerificationResponse,
  VerificationResponse,
} from './verification.responses.js';

/**
 * 文书核验, open to whoever holds a paper. A browser gets a page, everybody else JSON. What is not known
 * is answered the same way whatever was asked, so that nobody learns anything by trying.
 */
@ApiTags('verification')
@Public()
@Controller('v1/verify')
export class VerificationController {
  constructor(private readonly verifyDocument: VerifyDocument) {}

  @Get()
  @ApiOperation({ summary: '核验文书 — by the code, as typed' })
  @ApiOkResponse({ type: VerificationResponse })
  async enter(
    @Query() { code }: CodeQuery,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerificationResponse | string> {
    if (code !== undefined) return this.byCode(code, accept, languages, reply);
    if (!wantsPage(accept)) return { status: 'unknown' };
    return asPage(reply, codePage(languageOf(languages)), languages);
  }

  @Get(':code')
  @ApiOperation({ summary: '核验文书 — by the code on it: valid, superseded, revoked or unknown' })
  @ApiOkResponse({ type: VerificationResponse })
  async byCode(
    @Param('code') code: string,
    @Headers('accept') accept: string | undefined,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerificationResponse | string> {
    const verification = await this.verifyDocument.byCode(code);
    void reply.headers({ 'cache-control': 'no-store', vary: 'accept, accept-language' });
    if (!wantsPage(accept)) return toVerificationResponse(verification);
    return asPage(reply, verificationPage(verification, languageOf(languages)), languages);
  }

  /** An altered copy has another digest: it is unknown, or does not match the code on it. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: '核验电子文件 — by the digest of the file, and the code on it' })
  @ApiOkResponse({ type: FileVerificationResponse })
  async byFile(@Body() { sha256, code }: VerificationRequest): Promise<FileVerificationResponse> {
    if (code === undefined) {
      return toVerificationResponse(await this.verifyDocument.bySha256(sha256));
    }
    const verification = await this.verifyDocument.byCode(code);
    if (verification.status === 'unknown') return { status: 'unknown' };
    const matches = verification.sha256 === sha256;
    return { ...toVerificationResponse(verification), matches };
  }
}

function wantsPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false;
}

function asPage(reply: FastifyReply, html: string, languages: string | undefined): string {
  void reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': languageOf(languages),
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  return html;
}
