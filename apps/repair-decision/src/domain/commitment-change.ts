import {
  acceptCommitment,
  allegeBreach,
  confirmBreach,
  dismissBreach,
  keepCommitment,
  withdrawCommitment,
  type BreachAllegation,
  type Commitment,
} from './commitment.js';
import type { Person } from './person.js';
import type { Verdict } from './verdict.js';

/** What a court may do about a promise, payments and listing apart. */
export type CommitmentChange =
  | { kind: 'ACCEPT' }
  | ({ kind: 'ALLEGE_BREACH' } & Pick<BreachAllegation, 'on' | 'breachedOn' | 'facts'>)
  | { kind: 'CONFIRM_BREACH'; reason: string }
  | { kind: 'DISMISS_BREACH'; reason: string }
  | { kind: 'KEEP' }
  | { kind: 'WITHDRAW'; reason: string };

/** @returns the promise as it is then, or the rule that stands against the change. */
export function changeCommitment(
  commitment: Commitment,
  change: CommitmentChange,
  { person, at }: { person: Person; at: Date },
): Verdict<Commitment> {
  switch (change.kind) {
    case 'ACCEPT':
      return acceptCommitment(commitment, person, at);
    case 'ALLEGE_BREACH': {
      const { on, breachedOn, facts } = change;
      return allegeBreach(commitment, { on, breachedOn, facts }, { person, at });
    }
    case 'CONFIRM_BREACH':
      return confirmBreach(commitment, { judge: person, reason: change.reason, at });
    case 'DISMISS_BREACH':
      return dismissBreach(commitment, { judge: person, reason: change.reason, at });
    case 'KEEP':
      return keepCommitment(commitment, { person, at });
    case 'WITHDRAW':
      return withdrawCommitment(commitment, { person, reason: change.reason, at });
  }
}
