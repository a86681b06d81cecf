import { shanghaiDate } from '#calendar';
import { courtName } from '#identifiers';
import { chineseDate } from '../../domain/chinese-numeral.js';
import type { Lift } from '../../domain/lift.js';
import type { ListingRecord, RecordedDebtor } from '../../registry/listing-record.js';
import type { Phrases } from '../template/phrases.js';
import type { DecisionFacts, Imprint } from './paper-facts.js';
import { inText, signatureLine, withoutStop } from './words.js';

const SMALLEST_PANEL = 3;

export function debtorView(debtor: RecordedDebtor) {
  if (debtor.type === 'UNIT') {
    const { name, uscc: code, legalRepresentative } = debtor;
    return { name, sex: null, codeName: '统一社会信用代码', code, legalRepresentative };
  }
  const { name, sex, maskedIdNumber: code } = debtor;
  const words = { MALE: '男', FEMALE: '女' };
  return {
    name,
    sex: sex && words[sex],
    codeName: '公民身份号码',
    code,
    legalRepresentative: null,
  };
}

export function commonView({ decision, record }: DecisionFacts, { number, date }: Imprint) {
  return {
    court: courtName(decision.courtCode),
    number,
    caseNumber: record.caseNumber,
    date: chineseDate(date),
    debtor: debtorView(record.debtor),
  };
}

export function listedView(record: ListingRecord, phrases: Phrases) {
  const { instrument, duty, performance, grounds, decidedOn, publishedAt, termEndsOn } = record;
  return {
    instrument,
    duty: withoutStop(duty),
    performance: phrases.performance[performance] ?? null,
    grounds: grounds.map((ground) => phrases.grounds[ground]).join('；'),
    listedOn: inText(decidedOn),
    publishedOn: publishedAt && inText(shanghaiDate(new Date(publishedAt))),
    termEndsOn: termEndsOn && inText(termEndsOn),
  };
}

/** Whose restriction of what kind is lifted: by name, because 限制消费 binds persons one by one. */
export function liftViews(
  lifts: readonly Lift[],
  { debtor, restrictions }: ListingRecord,
  phrases: Phrases,
) {
  return lifts.map(({ restrictionRef, until }) => {
    const restriction = restrictions.find(({ id }) => id === restrictionRef);
    const role = phrases.boundRole[restriction?.boundRole ?? 'DEBTOR'] ?? '';
    const name = restriction?.boundName ?? debtor.name;
    const isDebtor = (restriction?.boundRole ?? 'DEBTOR') === 'DEBTOR';
    return {
      who: isDebtor ? `被执行人${debtor.name}` : `被执行人${debtor.name}的${role}${name}`,
      kind: phrases.restriction[restriction?.kind ?? 'SPENDING'],
      until: until && inText(until),
    };
  });
}

/**
 * 署名: whoever decided. The president where theirs was the signature, the panel that sat, or else one
 * judge; a panel that only the request names sat off the record.
 */
export function signedView({ decision, panelSize, signatories }: DecisionFacts) {
  const { president, presidingJudge, judges = [], clerk } = signatories;
  const hasPanel = panelSize !== null || presidingJudge !== undefined;
  const isPresidents = decision.approvedAs === 'PRESIDENT';
  const blanks = hasPanel ? (panelSize ?? SMALLEST_PANEL) - 1 : isPresidents ? 0 : 1;
  const others = judges.length > 0 ? judges : Array.from({ length: blanks }, () => undefined);
  return {
    signatures: [
      ...(isPresidents ? [signatureLine('院长', president)] : []),
      ...(hasPanel ? [signatureLine('审判长', presidingJudge)] : []),
      ...others.map((judge) => signatureLine('审判员', judge)),
    ],
    clerk: signatureLine('书记员', clerk),
  };
}
