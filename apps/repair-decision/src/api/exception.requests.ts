import { IdField, NumberField } from '#bootstrap';

/** From where on to list exceptions. */
export class ExceptionQuery {
  @IdField('ord', {
    description: '`next` of the page before',
    example: 'ord_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}
