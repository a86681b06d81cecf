import { ApiProperty } from '@nestjs/swagger';
import { EXCEPTION_KINDS, type ExceptionKind } from '../domain/order-exception.js';
import type { OpenException } from '../use-cases/list-exceptions.js';
import type { Page } from '../use-cases/page.js';

/** An order that did not do its work. */
export class ExceptionResponse {
  @ApiProperty({ enum: EXCEPTION_KINDS }) kind: ExceptionKind;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty() orderId: string;
  @ApiProperty() orderNo: number;
  @ApiProperty() decisionId: string;
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
}

export class ExceptionPageResponse {
  @ApiProperty({ type: [ExceptionResponse] }) data: ExceptionResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toExceptionPage({ data, next }: Page<OpenException>): ExceptionPageResponse {
  return { data: data.map(toResponse), next };
}

function toResponse({ kind, since, order }: OpenException): ExceptionResponse {
  const { id: orderId, orderNo, decisionId, listingId, courtCode } = order;
  return { kind, since: since.toISOString(), orderId, orderNo, decisionId, listingId, courtCode };
}
