import { ChoiceField, IdField, InstantField, NestedListField } from '#bootstrap';
import { RECEIPT_STAGES, type ReceiptStage } from '../domain/evidence.js';

export class ReceiptRequest {
  @IdField('evt', { example: 'evt_01J00000000000000000000000' })
  eventId: string;

  @ChoiceField(RECEIPT_STAGES, {
    example: 'applied',
    description: 'applied and not_held are claims: a look will check them.',
  })
  stage: ReceiptStage;

  @InstantField({ example: '2026-03-02T08:00:00Z', optional: true })
  appliedAt?: string | null;
}

export class ReceiptsRequest {
  @NestedListField(() => ReceiptRequest, { max: 500 })
  receipts: ReceiptRequest[];
}
