/** What the publisher reports of one subscriber's obligation; not every step, only these. */
export interface ObligationReport {
  kind: 'verified' | 'contradicted' | 'overdue';
  at: Date;
}

/** The latest that is known of one obligation. */
export interface ObligationProgress {
  /** What the latest look showed; null before any. */
  look: { result: 'verified' | 'contradicted'; at: Date } | null;
  overdueAt: Date | null;
}

export const NOTHING_KNOWN: ObligationProgress = { look: null, overdueAt: null };

/**
 * Takes one report in. Reports may repeat or overtake each other: the latest look counts by its own
 * time, so one that was contradicted and later verified is verified, and being late is a flag beside it.
 */
export function takeReport(
  known: ObligationProgress,
  report: ObligationReport,
): ObligationProgress {
  switch (report.kind) {
    case 'overdue':
      return { ...known, overdueAt: earlier(known.overdueAt, report.at) };
    case 'verified':
    case 'contradicted':
      if (known.look && outdates(known.look, report)) return known;
      return { ...known, look: { result: report.kind, at: report.at } };
  }
}

/** At the same instant the worse finding stands, whichever arrived first. */
function outdates(
  look: { result: 'verified' | 'contradicted'; at: Date },
  report: ObligationReport,
): boolean {
  if (look.at.getTime() !== report.at.getTime()) return look.at > report.at;
  return look.result === 'contradicted';
}

function earlier(known: Date | null, reported: Date): Date {
  return known && known < reported ? known : reported;
}
