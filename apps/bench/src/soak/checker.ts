import { expectedOf } from './expected.js';
import type { Arrival, Evidence, Member, Owed, Rule, Sent, Violation } from './evidence.js';

export interface Verdict {
  deliveries: number;
  lost: number;
  outOfOrder: number;
  /** Pushes again of the same event: allowed, since delivery is at-least-once. */
  duplicates: number;
  foreignDuplicates: number;
  openAtEnd: number;
  violations: Violation[];
}

/** A refusal is an answer: it waits for people, and is seen. */
const REFUSALS: ReadonlySet<number | null> = new Set([400, 415, 422]);
const ENDS_WITH_CLAIMS: ReadonlySet<string> = new Set([
  ...['verified', 'closed', 'attested', 'superseded', 'nacked'],
]);
/** Without claims there is nothing to look for: receipt is as far as it gets until its deadline. */
const ENDS_WITHOUT: ReadonlySet<string> = new Set(['delivered', 'superseded', 'nacked']);

/** Whether invariants 1 to 5 held, as seen by those who were to be told. Pure, and able to say no. */
export function check(evidence: Evidence): Verdict {
  const found: Violation[] = [];
  const say = (rule: Rule, what: string): void => void found.push({ rule, what });
  const sent = new Map(evidence.sent.map((each) => [each.eventId, each]));
  const owedBy = groupBy(evidence.owed, ({ subscriber }) => subscriber);
  const arrivedAt = groupBy(evidence.arrivals, ({ member }) => member);
  const order = commitOrder(evidence, owedBy, say);
  for (const member of evidence.members) {
    const owed = [...(owedBy.get(member.id) ?? [])].sort((one, other) => one.offset - other.offset);
    checkOffsets(member, owed, order, say);
    checkExpectedSet(member, owed, order, say);
    checkEnds(member, owed, say);
    const arrivals = arrivedAt.get(member.number) ?? [];
    if (member.channel === 'feed') checkReads(evidence, member, owed, sent, say);
    else {
      checkArrivals(member, owed, arrivals, sent, say);
      checkReceived(member, owed, arrivals, say);
    }
  }
  const broken = (rule: Rule): number => found.filter((each) => each.rule === rule).length;
  const accepted = evidence.arrivals.filter(({ status }) => isAccepted(status));
  const pairs = new Set(accepted.map(({ member, eventId }) => `${member} ${eventId}`));
  return {
    deliveries: pairs.size,
    lost: broken('nothing is lost') + broken('a reader of the feed misses nothing'),
    outOfOrder: broken('no older version after a newer one'),
    duplicates: accepted.length - pairs.size,
    foreignDuplicates: broken('only what is owed, with its own id and bytes'),
    openAtEnd: broken('every obligation ends'),
    violations: found,
  };
}

type Say = (rule: Rule, what: string) => void;

/** All changes in the order in which they were taken in, by who is told of all of them. */
function commitOrder(
  { sent, members }: Evidence,
  owedBy: ReadonlyMap<string, Owed[]>,
  say: Say,
): Sent[] {
  const byId = new Map(sent.map((each) => [each.eventId, each]));
  const witness = members[0];
  if (!witness || witness.courts !== null || witness.late !== null)
    throw new Error('The first member must be told of everything.');
  const owed = [...(owedBy.get(witness.id) ?? [])].sort((one, other) => one.offset - other.offset);
  const order = [...new Set(owed.map(({ eventId }) => eventId))].flatMap(
    (eventId) => byId.get(eventId) ?? [],
  );
  const taken = new Set(order);
  for (const each of byId.values()) {
    if (!taken.has(each)) say('nothing is lost', `${nameOf(each)} was never taken in`);
  }
  return order;
}

function checkOffsets(member: Member, owed: Owed[], order: readonly Sent[], say: Say): void {
  const place = new Map(order.map(({ eventId }, i) => [eventId, i]));
  const events = new Set<string>();
  const newest = new Map<string, number>();
  let last = -1;
  owed.forEach((each, i) => {
    if (each.offset !== i + 1)
      say(
        'offsets are contiguous, in one order for all',
        `${member.id} has ${each.offset} at ${i + 1}`,
      );
    const at = place.get(each.eventId) ?? last;
    const older = each.version <= (newest.get(each.listing) ?? 0);
    if (at < last || (older && !events.has(each.eventId)))
      say(
        'offsets are contiguous, in one order for all',
        `${nameOf(each)} at ${each.offset} of ${member.id}`,
      );
    if (events.has(each.eventId))
      say('one obligation per change and subscriber', `${nameOf(each)} twice for ${member.id}`);
    events.add(each.eventId);
    newest.set(each.listing, Math.max(each.version, newest.get(each.listing) ?? 0));
    last = Math.max(last, at);
  });
}

function checkExpectedSet(
  member: Member,
  owed: readonly Owed[],
  order: readonly Sent[],
  say: Say,
): void {
  const has = new Set(owed.map(({ eventId }) => eventId));
  const expected = expectedOf(member, order, has);
  for (const each of order) {
    const wanted = expected.has(each.eventId);
    if (wanted !== has.has(each.eventId))
      say(
        'the expected set is what the contract says',
        `${nameOf(each)} is ${wanted ? 'not owed' : 'owed'} to ${member.id}`,
      );
  }
}

function checkEnds(member: Member, owed: readonly Owed[], say: Say): void {
  const allowed = member.claims ? ENDS_WITH_CLAIMS : ENDS_WITHOUT;
  const versions = new Set(owed.map(({ listing, version }) => `${listing} ${version}`));
  for (const each of owed) {
    if (!allowed.has(each.state))
      say('every obligation ends', `${nameOf(each)} is ${each.state} at ${member.id}${seen(each)}`);
    const by = each.supersededBy;
    const namesAnother = by !== null && by > each.version && versions.has(`${each.listing} ${by}`);
    if (by === null ? each.state === 'superseded' : !namesAnother)
      say('what superseded it is owed too', `${nameOf(each)} of ${member.id} by ${by}`);
  }
}

/** Order, and nothing that is a stranger's, altered, or under another id. */
function checkArrivals(
  member: Member,
  owed: readonly Owed[],
  arrivals: readonly Arrival[],
  sent: ReadonlyMap<string, Sent>,
  say: Say,
): void {
  const events = new Set(owed.map(({ eventId }) => eventId));
  const newest = new Map<string, number>();
  for (const each of arrivals) {
    const original = sent.get(each.eventId);
    const isGenuine =
      original !== undefined &&
      original.hash === each.hash &&
      original.version === each.version &&
      original.listing === each.listing;
    if (!isGenuine || !events.has(each.eventId))
      say(
        'only what is owed, with its own id and bytes',
        `${each.eventId} (${nameOf(each)}) at ${member.id}`,
      );
    const before = newest.get(each.listing) ?? 0;
    if (each.version < before)
      say('no older version after a newer one', `${nameOf(each)} after ${before} at ${member.id}`);
    newest.set(each.listing, Math.max(before, each.version));
  }
}

function checkReceived(
  member: Member,
  owed: readonly Owed[],
  arrivals: readonly Arrival[],
  say: Say,
): void {
  const accepted = new Set<string>();
  const refused = new Set<string>();
  for (const { eventId, status } of arrivals) {
    if (isAccepted(status)) accepted.add(eventId);
    if (REFUSALS.has(status)) refused.add(eventId);
  }
  for (const each of owed) {
    if (accepted.has(each.eventId)) continue;
    const isLeftOut = member.stateTransfer && each.state === 'superseded';
    if (!refused.has(each.eventId) && !isLeftOut)
      say('nothing is lost', `${nameOf(each)} for ${member.id}`);
    if (each.deliveredAt !== null)
      say('delivered means that it arrived', `${nameOf(each)} at ${member.id}`);
  }
}

function checkReads(
  { reads }: Evidence,
  member: Member,
  owed: readonly Owed[],
  sent: ReadonlyMap<string, Sent>,
  say: Say,
): void {
  const own = reads.filter((each) => each.member === member.number);
  const longest = Math.max(own.length, owed.length);
  for (let i = 0; i < longest; i++) {
    const [read, due] = [own[i], owed[i]];
    if (read && due && read.offset === due.offset && read.eventId === due.eventId) {
      if (sent.get(read.eventId)?.hash !== read.hash)
        say(
          'only what is owed, with its own id and bytes',
          `${read.eventId} on ${member.id}'s feed`,
        );
      continue;
    }
    say(
      'a reader of the feed misses nothing',
      `at ${i + 1} ${member.id} read ${read?.offset} ${read?.eventId}, is owed ${due?.offset} ${due?.eventId}`,
    );
  }
}

function isAccepted(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** What the last look at it found, for who reads the verdict. */
function seen({ lastLook }: Owed): string {
  return lastLook ? ` (${lastLook.result} ${lastLook.reason ?? ''} at ${lastLook.at})` : '';
}

function nameOf({ listing, version }: { listing: string; version: number }): string {
  return `${listing} v${version}`;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
