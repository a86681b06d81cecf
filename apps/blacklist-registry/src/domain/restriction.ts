import type { BoundRole, LiftBasis, RestrictionKind, RestrictionState } from '#contracts';

/**
 * 限制消费 or 限制出境 of one person in the case of one listing. It has its own legal basis and its own
 * end: nothing that happens to the listing touches it, and it never touches the listing.
 */
export interface Restriction {
  id: string;
  listingId: string;
  courtCode: string;
  kind: RestrictionKind;
  boundRole: BoundRole;
  /** False only where the debtor itself is bound and is a unit. */
  bindsPerson: boolean;
  state: RestrictionState;
  /** Last day (YYYY-MM-DD, Asia/Shanghai) of a temporary lift, null in every other state. */
  until: string | null;
  /** 1 when imposed, one more with every change. */
  version: number;
  /** The newest version that holders were told of, null where they were told of none. */
  announcedVersion: number | null;
}

/** 解除, for good or (TEMP_LIFTED) until a day. */
export interface RestrictionLift {
  kind: 'lifted';
  state: 'LIFTED' | 'TEMP_LIFTED';
  basis: LiftBasis;
  until: string | null;
  version: number;
}

/** 暂时解除期满: the restriction binds again. */
export interface TemporaryLiftEnd {
  kind: 'bound-again';
  version: number;
}

export type RestrictionChange = RestrictionLift | TemporaryLiftEnd;

/** 采取限制措施: version 1, ACTIVE. Nobody is told through Yichu: a court serves its own 限制消费令. */
export function impose(
  bound: Pick<Restriction, 'id' | 'listingId' | 'courtCode' | 'kind' | 'boundRole' | 'bindsPerson'>,
): Restriction {
  return { ...bound, state: 'ACTIVE', until: null, version: 1, announcedVersion: null };
}

/** @returns the restriction after the change; the only place that makes a new state. */
export function evolveRestriction(
  restriction: Restriction,
  change: RestrictionChange,
): Restriction {
  const { version } = change;
  switch (change.kind) {
    case 'lifted':
      return { ...restriction, version, state: change.state, until: change.until };
    case 'bound-again':
      return { ...restriction, version, state: 'ACTIVE', until: null };
  }
}

/**
 * The state that holds on a day. A temporary lift ends by itself after its last day, also while the
 * timer that writes it down has yet to come.
 */
export function stateOn(
  { state, until }: Pick<Restriction, 'state' | 'until'>,
  day: string,
): RestrictionState {
  return state === 'TEMP_LIFTED' && until !== null && until < day ? 'ACTIVE' : state;
}

/** TEMP_LIFTED → ACTIVE when the last day is over. @returns null before that, and in every other state. */
export function endTemporaryLift(restriction: Restriction, today: string): TemporaryLiftEnd | null {
  const isOver = restriction.state === 'TEMP_LIFTED' && stateOn(restriction, today) === 'ACTIVE';
  return isOver ? { kind: 'bound-again', version: restriction.version + 1 } : null;
}
