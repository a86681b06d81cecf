import { ChoiceField, IdField, NumberField } from '#bootstrap';
import {
  OBLIGATION_FLAGS,
  OBLIGATION_STATES,
  type ObligationFlag,
  type ObligationState,
} from '../domain/obligation.js';

export class ObligationsQuery {
  @IdField('lst', { example: 'lst_01J00000000000000000000000', optional: true })
  listing?: string;

  @IdField('sub', { example: 'sub_01J00000000000000000000000', optional: true })
  subscriber?: string;

  @ChoiceField(OBLIGATION_STATES, { example: 'verified', optional: true })
  state?: ObligationState;

  @ChoiceField(OBLIGATION_FLAGS, { example: 'overdue', optional: true })
  flag?: ObligationFlag;

  @ChoiceField(['true', 'false'], {
    example: 'true',
    optional: true,
    description: 'true: neither verified, closed, attested nor superseded; false: one of these.',
  })
  open?: 'true' | 'false';

  @IdField('obl', {
    example: 'obl_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 1000, example: 500, optional: true, fromQuery: true })
  limit?: number;
}
