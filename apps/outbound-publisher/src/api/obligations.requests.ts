import { ChoiceField, IdField, NumberField } from '#bootstrap';
import { OBLIGATION_STATES, type ObligationState } from '../domain/obligation.js';

export class ObligationsQuery {
  @IdField('lst', { example: 'lst_01J00000000000000000000000', optional: true })
  listing?: string;

  @IdField('sub', { example: 'sub_01J00000000000000000000000', optional: true })
  subscriber?: string;

  @ChoiceField(OBLIGATION_STATES, { example: 'verified', optional: true })
  state?: ObligationState;

  @IdField('obl', {
    example: 'obl_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  cursor?: string;

  @NumberField({ min: 1, max: 1000, example: 500, optional: true, fromQuery: true })
  limit?: number;
}
