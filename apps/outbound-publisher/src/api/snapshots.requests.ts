import { ChoiceField, ClearTextField, IdField, NumberField } from '#bootstrap';
import { SNAPSHOT_STATES, type SnapshotState } from '../domain/snapshot.js';

export class CutRequest {
  @IdField('sub', {
    example: 'sub_01J00000000000000000000000',
    optional: true,
    description: 'Whose scope is cut; without it, each scope that somebody fetches.',
  })
  subscriber?: string | null;
}

export class SnapshotsQuery {
  @ChoiceField(SNAPSHOT_STATES, { example: 'held', optional: true })
  state?: SnapshotState;

  @IdField('snp', {
    example: 'snp_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;
}

export class SnapshotVerdictRequest {
  @ClearTextField({
    example: '与法院核对：当日批量修复 1,200 件。',
    maxLength: 500,
    description: 'What the operator found.',
  })
  reason: string;
}
