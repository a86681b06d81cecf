import { endOfWorkingDay } from '#calendar';

/** Who set a deadline, so that no screen calls a contract's target a duty of law. */
export type SlaSource = 'STATUTE' | 'CONTRACT' | 'TARGET';

export interface Deadline {
  applyBy: Date;
  /** Past the known holidays: to be computed anew when the year's notice is out. */
  provisional: boolean;
  legalBasis: string;
  slaSource: SlaSource;
}

/** Our own target where the contract sets none: three 工作日, as 上海市社会信用条例 art. 38 sets for platforms. */
const TARGET_WORKING_DAYS = 3;

/**
 * By when a subscriber must have applied a change that was made available to it at `availableAt`:
 * the end of the n-th working day in Asia/Shanghai, the day itself not counted.
 */
export function deadlineFor(
  contract: { deadline?: { workingDays: number } | undefined },
  availableAt: Date,
): Deadline {
  const days = contract.deadline?.workingDays ?? TARGET_WORKING_DAYS;
  const { at, provisional } = endOfWorkingDay(availableAt, days);
  return contract.deadline
    ? { applyBy: at, provisional, legalBasis: 'SUBSCRIBER_CONTRACT', slaSource: 'CONTRACT' }
    : {
        applyBy: at,
        provisional,
        legalBasis: 'ANALOGY_SH_CREDIT_2017_ART_38',
        slaSource: 'TARGET',
      };
}
