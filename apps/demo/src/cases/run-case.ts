import type {
  Approval,
  Change,
  Court,
  DraftedDecision,
  Listing,
  NewListing,
  ObligationWatch,
} from '#stack';
import type { InTurn } from './in-turn.js';
import { noOpenCases, type CaseFromLife, type CaseName } from './cases-from-life.js';

/** What a row of the outcome table is about: one change, and when its clock started. */
export interface OutcomeRow {
  change: Change;
  caseNumber: string;
  kind: 'stays' | 'removed' | 'shielded' | 'restored';
  startedAt: string;
}

export interface CaseOutcome {
  name: CaseName;
  rows: OutcomeRow[];
  approvals: Approval[];
}

/** What a case is doing, for whoever watches. */
export type CaseStep = 'publishing' | 'deciding' | 'removing' | 'shielding' | 'restoring';

/** Where the cases are played. */
export interface Stage {
  court: Court;
  watch: ObligationWatch;
  now: () => Date;
  /** One judge signs one decision after another, and sees most platforms answer before taking up the next. */
  pen: InTurn;
  /**
   * The record that stays, once every platform shows it: without one that must still be there, no
   * platform's "nothing found" proves anything (the looks' positive control).
   */
  stays: Promise<OutcomeRow>;
}

/** Longest that a change may take to settle everywhere before the demo calls it open. */
const PATIENCE = 60 * 1000;
/** Longest that the judge waits for the platforms' answers before signing the next decision. */
const GLANCE = 5 * 1000;

/** Plays one case to its end: listed, repaired, removed (and, on breach, brought back) at every platform. */
export async function runCase(
  life: CaseFromLife,
  stage: Stage,
  tell: (step: CaseStep) => void,
): Promise<CaseOutcome> {
  const { court, watch, now, stays } = stage;
  tell('publishing');
  const listing = await court.publish(life.listing);
  await watch.settled({ listing: listing.id, version: listing.version }, PATIENCE);
  const staying = await stays;

  tell('deciding');
  const application = await court.apply({ ...life.application, listingId: listing.id });
  const draft = await court.draft(application.id, {
    outcome: 'GRANT',
    reasons: life.reasons,
    openCases: noOpenCases(now()),
    ...(life.shieldUntil === undefined ? {} : { shieldUntil: life.shieldUntil }),
  });

  const kind = draft.action === 'SHIELD' ? 'shielded' : 'removed';
  tell(kind === 'shielded' ? 'shielding' : 'removing');
  const repair = await carryOut(draft, {
    stage,
    life,
    listing,
    version: listing.version + 1,
    kind,
  });
  const outcome: CaseOutcome = {
    name: life.name,
    rows: [...(life.staysListed ? [staying] : []), repair.row],
    approvals: [repair.approval],
  };
  if (life.breach === undefined) return outcome;

  tell('restoring');
  const revocation = await court.revoke(draft.id, {
    reasons: life.breach,
    breachedAt: now().toISOString(),
  });
  const restored = await carryOut(revocation, {
    stage,
    life,
    listing,
    version: listing.version + 2,
    kind: 'restored',
  });
  return {
    ...outcome,
    rows: [...outcome.rows, restored.row],
    approvals: [...outcome.approvals, restored.approval],
  };
}

/** Publishes the record that stays and waits until every platform shows it. */
export async function publishControl(
  listing: NewListing,
  stage: Pick<Stage, 'court' | 'watch' | 'now'>,
): Promise<OutcomeRow> {
  const startedAt = stage.now().toISOString();
  const { id, version } = await stage.court.publish(listing);
  const change = { listing: id, version };
  await stage.watch.settled(change, PATIENCE);
  return { change, caseNumber: listing.caseNumber, kind: 'stays', startedAt };
}

/** Publishes what no decision touches. @returns the listings' ids, once every platform shows them. */
export function publishRest(
  listings: readonly NewListing[],
  { court, watch }: Pick<Stage, 'court' | 'watch'>,
): Promise<string[]> {
  return Promise.all(
    listings.map(async (listing) => {
      const { id, version } = await court.publish(listing);
      await watch.settled({ listing: id, version }, PATIENCE);
      return id;
    }),
  );
}

interface Carried {
  stage: Stage;
  life: CaseFromLife;
  listing: Listing;
  version: number;
  kind: OutcomeRow['kind'];
}

/** The judge approves what the officer drafted; then every platform is watched until it has settled. */
async function carryOut(
  draft: DraftedDecision,
  { stage, life, listing, version, kind }: Carried,
): Promise<{ row: OutcomeRow; approval: Approval }> {
  const change = { listing: listing.id, version };
  const { approvedAt } = await stage.pen(async () => {
    const approved = await stage.court.approve(draft.id);
    await stage.watch.claimedByMost(change, GLANCE);
    return approved;
  });
  await stage.watch.settled(change, PATIENCE);
  return {
    row: { change, caseNumber: life.listing.caseNumber, kind, startedAt: approvedAt },
    approval: { decisionId: draft.id, approvedAt },
  };
}
