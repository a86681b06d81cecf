import { ChoiceField, ClearTextField, IdField, NestedField, NumberField } from '#bootstrap';
import { SUBSCRIBER_TYPES, type SubscriberType } from '../domain/contract.js';
import { ContractRequest } from './contract.requests.js';

export class SubscriberRequest {
  @ClearTextField({ example: '某某企业征信平台', maxLength: 200 })
  name: string;

  @ChoiceField(SUBSCRIBER_TYPES, { example: 'COMMERCIAL_CREDIT_PLATFORM' })
  type: SubscriberType;

  @NestedField(() => ContractRequest)
  contract: ContractRequest = new ContractRequest();
}

export class RenewTokenRequest {
  @NumberField({
    min: 0,
    max: 7 * 24,
    example: 72,
    optional: true,
    description:
      'For how many hours the tokens given before still hold; 72 unless given. 0 where one was lost.',
  })
  overlapHours?: number | null;
}

export class SubscribersQuery {
  @IdField('sub', {
    example: 'sub_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 1000, example: 500, optional: true, fromQuery: true })
  limit?: number;
}
