import { ClearTextField, IdField, NumberField } from '#bootstrap';

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

/** What comes of a refused order. */
export class AcknowledgementRequest {
  @ClearTextField({
    description: '处理情况; no identity number',
    example: '名单已由另一命令删除，本决定不再执行。',
    maxLength: 1000,
  })
  reason: string;
}
