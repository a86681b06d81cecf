import { ChoiceField, DateField, NumberField, TextField } from '#bootstrap';
import { CASE_STATUSES, type CaseStatus } from '../domain/dormancy.js';

/** How the case behind a listing stands. */
export class CaseStatusRequest {
  @ChoiceField(CASE_STATUSES, {
    description: 'OPEN 办理中, CLOSED 已结案, FULFILLED 已履行',
    example: 'CLOSED',
  })
  status: CaseStatus;

  @DateField({ description: '该状态自何日起', example: '2026-03-02' })
  on: string;
}

/** Which page of whose sleeping listings. */
export class DormantQuery {
  @TextField({
    description: '法院代字；本院人员可不填，其他服务必填',
    example: '皖0104',
    maxLength: 20,
    optional: true,
  })
  court?: string;

  @TextField({
    description: '`next` of the page before',
    example: '2024-05-06T01:00:00.000000Z~lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    maxLength: 100,
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}
