import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Clock, CurrentActor, invalid, Problem, Public, Roles, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { checkCitizenId, checkUscc, mayBeIdentityNumber } from '#identifiers';
import { TrustedKeys, verifyToken } from '#signing';
import { AskStatus } from '../use-cases/ask-status.js';
import { VerifyStatement } from '../use-cases/verify-statement.js';
import { PersonStatusRequest, StatementRequest, StatusQuery } from './status.requests.js';
import {
  StatusResponse,
  toStatusResponse,
  toVerificationResponse,
  VerificationResponse,
} from './status.responses.js';

const KEYS_CACHED = 'public, max-age=300';

/** Was it listed at T? For tenderers, banks and agencies, as an answer that they can keep. */
@ApiTags('status')
@Controller()
export class StatusController {
  constructor(
    private readonly askStatus: AskStatus,
    private readonly verifyStatement: VerifyStatement,
    private readonly trusted: TrustedKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether a unit was on the list at `at`, by what the register knew at `knownAt`: each listing that was
   * in force, and nothing of what is shielded, deleted or was an error. Public, as the list is; with a token,
   * also errors that the register once believed. Codes of old records are asked for as courts have them.
   */
  @Get('v1/subjects/:uscc/status')
  @Header('cache-control', 'no-store')
  @Public()
  @ApiOperation({
    summary: '查询单位在某一时点是否失信被执行人 — a unit’s status at a time, signed',
  })
  @ApiParam({ name: 'uscc', schema: { type: 'string', example: '91340100TE5T000167' } })
  @ApiOkResponse({ type: StatusResponse })
  async ofUnit(
    @Param('uscc') code: string,
    @Query() { at, knownAt }: StatusQuery,
    @Headers('authorization') authorization?: string,
  ): Promise<StatusResponse> {
    const today = shanghaiDate(this.clock.now());
    if (checkCitizenId(code, today).ok) throw invalid('ID_NUMBER_IN_ADDRESS', 'uscc');
    const uscc = checkUscc(code, 'lenient');
    if (!uscc.ok) throw invalid(uscc.rule, 'uscc');
    // Repeated back as a unit's, a mistyped number of a person would be signed and in the clear.
    if (uscc.flag && mayBeIdentityNumber(code)) throw invalid('ID_NUMBER_IN_ADDRESS', 'uscc');
    const status = await this.askStatus.execute({
      subject: { type: 'UNIT', uscc: uscc.value },
      at: instant(at),
      knownAt: instant(knownAt),
      actor: await this.whoAsks(authorization),
    });
    return toStatusResponse(status);
  }

  /** The same of a natural person, for who has a token; every answer is in the ledger as a disclosure. */
  @Post('v1/subjects/status')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge', 'operations', 'service', 'subscriber')
  @ApiOperation({
    summary: '查询自然人在某一时点是否失信被执行人 — a person’s status at a time, signed',
  })
  @ApiOkResponse({ type: StatusResponse })
  async ofPerson(
    @Body() { idNumber, at, knownAt }: PersonStatusRequest,
    @CurrentActor() actor: Actor,
  ): Promise<StatusResponse> {
    const subject = { type: 'PERSON' as const, idNumber };
    const question = { subject, at: instant(at), knownAt: instant(knownAt), actor };
    return toStatusResponse(await this.askStatus.execute(question));
  }

  /** For who was shown a statement and has no software to check it; it says no more than the statement does. */
  @Post('v1/statements/verify')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: '核验证明 — whether a statement is the registry’s and unaltered' })
  @ApiOkResponse({ type: VerificationResponse })
  async verify(@Body() { statement }: StatementRequest): Promise<VerificationResponse> {
    return toVerificationResponse(await this.verifyStatement.execute(statement));
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', KEYS_CACHED)
  @Public()
  @ApiOperation({ summary: 'The public keys by which statements are verified offline' })
  jwks(): object {
    return this.trusted.publicJwks(['registry']);
  }

  /** Without a token it is the public; a token that is shown must be good. */
  private async whoAsks(authorization: string | undefined): Promise<Actor | null> {
    if (!authorization) return null;
    try {
      return await verifyToken(authorization.replace(/^Bearer +/i, ''), this.trusted);
    } catch (cause) {
      throw new Problem(401, 'UNAUTHENTICATED', { cause });
    }
  }
}

function instant(value: string | undefined): Date | null {
  return value === undefined ? null : new Date(value);
}
