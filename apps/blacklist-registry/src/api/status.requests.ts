import { InstantField, RecordedCitizenIdField, TextField } from '#bootstrap';

/** When: of which instant, and by which knowledge. */
export class StatusQuery {
  @InstantField({
    description: '所询时点（业务时间）；不填则为登记完整截止时点',
    example: '2026-11-20T02:00:00Z',
    optional: true,
  })
  at?: string;

  @InstantField({
    description: '以登记库当时所知为准（登记时间）；不填则为现在所知',
    example: '2026-11-20T02:00:00Z',
    optional: true,
  })
  knownAt?: string;
}

/** A person, by a body: a number in an address would end up in logs and histories. */
export class PersonStatusRequest extends StatusQuery {
  @RecordedCitizenIdField({
    description:
      '公民身份号码 (GB 11643-1999); one of 15 digits is asked for as the 18 that replaced it',
    example: '340104190006150018',
  })
  idNumber: string;
}

export class StatementRequest {
  @TextField({
    description: 'The statement as it was given: a compact JWS',
    example: 'eyJhbGciOiJFZERTQSJ9.e30.AAAA',
    maxLength: 100_000,
  })
  statement: string;
}
