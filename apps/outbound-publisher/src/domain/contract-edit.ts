import type { Contract, Rate } from './contract.js';

/** What is set anew; null goes back to our default. What is not named stays as it is. */
export interface ContractEdit extends Partial<
  Pick<Contract, 'scope' | 'lookup' | 'probe' | 'independentSource' | 'stateTransfer'>
> {
  deadline?: { workingDays: number } | null;
  rate?: Rate | null;
}

/** Parts are replaced whole: a scope that is given is the scope. */
export function editContract(contract: Contract, edit: ContractEdit): Contract {
  const { deadline, rate, ...set } = edit;
  const { deadline: oldDeadline, rate: oldRate, ...kept } = contract;
  const newDeadline = deadline === undefined ? oldDeadline : deadline;
  const newRate = rate === undefined ? oldRate : rate;
  return {
    ...kept,
    ...set,
    ...(newDeadline && { deadline: newDeadline }),
    ...(newRate && { rate: newRate }),
  };
}
