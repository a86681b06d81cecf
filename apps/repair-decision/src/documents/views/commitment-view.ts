import { courtName } from '#identifiers';
import { chineseDate } from '../../domain/chinese-numeral.js';
import type { Commitment, CommittedDebtor } from '../../domain/commitment.js';
import { maskedName } from '../../domain/document.js';
import type { RecordedDebtor } from '../../registry/listing-record.js';
import type { Phrases } from '../template/phrases.js';
import type { View } from '../template/places.js';
import { debtorView } from './common-views.js';
import type { Imprint } from './paper-facts.js';
import type { ShownFacts } from './shown-facts.js';
import { enumerated, inText, withoutStop } from './words.js';

export interface CommitmentFacts {
  commitment: Commitment;
  /** As the registry has them; null while they are not listed. */
  debtor: RecordedDebtor | null;
}

const FEN_PER_YUAN = 100;

/** 信用承诺书: what the debtor promises, and how it will be paid. */
export function commitmentView(
  { commitment, debtor }: CommitmentFacts,
  { number, date }: Imprint,
  phrases: Phrases,
): View<'commitment'> {
  const { courtCode, caseNumber, terms, deferListingUntil } = commitment;
  const { instalments, supervisors, serviceAddressGiven, undertakings } = terms;
  const own = undertakings === null ? [] : [withoutStop(undertakings)];
  return {
    court: courtName(courtCode),
    number,
    caseNumber,
    date: chineseDate(date),
    debtor: debtor ? debtorView(debtor) : unlistedView(commitment.debtor),
    undertakings: [
      ...phrases.undertakings,
      ...(serviceAddressGiven ? [phrases.addressUndertaking] : []),
      ...own,
    ],
    hasPlan: instalments.length > 0,
    plan: instalments.map(({ dueOn, fen }) => ({ dueOn: inText(dueOn), what: `支付${yuan(fen)}` })),
    supervisors: supervisors.length > 0 ? enumerated(supervisors.map(({ name }) => name)) : null,
    deferredUntil: deferListingUntil && inText(deferListingUntil),
  };
}

export function shownOnCommitment(
  { commitment }: CommitmentFacts,
  { date }: Imprint,
): Omit<ShownFacts, 'title'> {
  const { caseNumber, debtor } = commitment;
  const name = debtor.type === 'UNIT' ? debtor.name : maskedName(debtor.name);
  return { date, caseNumber, debtor: name, until: null };
}

function unlistedView(debtor: CommittedDebtor) {
  const code = debtor.type === 'UNIT' ? debtor.uscc : null;
  return { ...debtor, sex: null, codeName: '统一社会信用代码', code, legalRepresentative: null };
}

/** 1,234.50元; whole yuan without the fen. */
function yuan(fen: number): string {
  const whole = Math.floor(fen / FEN_PER_YUAN)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const rest = fen % FEN_PER_YUAN;
  return `${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}元`;
}
