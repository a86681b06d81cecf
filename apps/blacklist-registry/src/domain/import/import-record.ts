import type { LegacyCodeFlag } from '#identifiers';
import { containsIdentityNumber, courtName, parseCaseNumber } from '#identifiers';
import type { ListingContent } from '../listing-entry.js';
import { dayAfter } from '../months.js';
import { findBar } from '../must-not-list.js';
import { isTermOver, ruleVersionOn, termOf } from '../term.js';
import type { RawRecord } from './column-names.js';
import { subjectOf, type CodeFlag } from './imported-subject.js';
import { dateNamed, groundsNamed, performanceNamed } from './published-words.js';
import {
  given,
  MAX_LENGTH,
  optional,
  Refused,
  required,
  type ImportRefusalRule,
} from './record-texts.js';

/** What is unusual about a record that was taken in all the same. */
export type ImportFlag =
  | LegacyCodeFlag
  | 'ID_NUMBER_OF_15_DIGITS'
  /** 义务 or 执行依据 is not in the export; it reads （未记载）. */
  | 'NOT_RECORDED'
  /** 纳入期限 has run out: it is kept as ended, and nobody is told of it. */
  | 'TERM_OVER';

export interface ImportedRecord {
  caseNumber: string;
  content: ListingContent;
  termEndsOn: string | null;
  publishedOn: string;
  /** The first day on which its term is over; null while it lasts. */
  endedOn: string | null;
  codeFlag: CodeFlag;
  flags: ImportFlag[];
}

export interface RefusedRecord {
  field: string;
  rule: ImportRefusalRule;
  /** Of the case that the row is about, where that much could be read. */
  caseNumber: string | null;
}

export interface ImportContext {
  /** The officer's court: the only one whose records it may bring. */
  courtCode: string;
  today: string;
  /** `strict` refuses legacy codes; `lenient` takes them with a flag. */
  codes: 'strict' | 'lenient';
  /** New listings of the day must not be over already; a list that was kept for years may hold such. */
  mode: 'baseline' | 'delta';
}

const NOT_RECORDED = '（未记载）';

/**
 * Reads one record of a court's export as a listing, or names the field and the rule that stand against
 * it; never repeats a value. What is merely incomplete in an old record passes with a flag.
 */
export function readImportRecord(
  raw: RawRecord,
  context: ImportContext,
): ImportedRecord | RefusedRecord {
  const parsed = parseCaseNumber(raw.caseNumber ?? '');
  try {
    if (!parsed.ok)
      throw new Refused('caseNumber', given(raw.caseNumber) ? parsed.rule : 'REQUIRED');
    if (containsIdentityNumber(parsed.canonical))
      throw new Refused('caseNumber', 'ID_NUMBER_IN_TEXT');
    refuseOtherCourt(parsed.courtCode, raw.courtName, context);
    return recordOf(parsed.canonical, raw, context);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const readable = parsed.ok && error.field !== 'caseNumber';
    return {
      field: error.field,
      rule: error.rule,
      caseNumber: readable ? parsed.canonical : null,
    };
  }
}

export function isRefused(record: ImportedRecord | RefusedRecord): record is RefusedRecord {
  return 'rule' in record;
}

function recordOf(caseNumber: string, raw: RawRecord, context: ImportContext): ImportedRecord {
  const flags: ImportFlag[] = [];
  const { subject, codeFlag } = subjectOf(raw, context);
  if (codeFlag) flags.push(codeFlag);
  const dates = datesOf(raw, context.today);
  const grounds = groundsNamed(required('grounds', raw.grounds));
  if (!grounds) throw new Refused('grounds', 'UNKNOWN_GROUND');
  const { decidedOn } = dates;
  if (findBar({ subject, grounds, decidedOn, bars: [] })) {
    throw new Refused('subject.idNumber', 'N5_MINOR');
  }
  const performance = performanceNamed(raw.performance ?? 'NONE');
  if (!performance) throw new Refused('performance', 'UNKNOWN_PERFORMANCE');

  const ruleVersion = ruleVersionOn(decidedOn);
  const term = termOf({ grounds, ruleVersion, decidedOn, extension: null });
  if ('refusal' in term) throw new Error(`A term without extension was refused: ${term.refusal}.`);
  const isOver = isTermOver(term, context.today);
  if (isOver) {
    if (context.mode === 'delta') throw new Refused('decidedOn', 'TERM_OVER');
    flags.push('TERM_OVER');
  }
  const instrument = {
    number: optional('instrument.number', raw.instrumentNumber, MAX_LENGTH.number),
    maker: optional('instrument.maker', raw.instrumentMaker, MAX_LENGTH.maker),
  };
  const duty = optional('duty', raw.duty, MAX_LENGTH.text);
  if (!instrument.number || !instrument.maker || !duty) flags.push('NOT_RECORDED');
  return {
    caseNumber,
    content: {
      subject,
      grounds,
      ruleVersion,
      extension: null,
      conduct: conductOf(raw.grounds ?? ''),
      instrument: {
        number: instrument.number ? oneSpelling(instrument.number) : NOT_RECORDED,
        maker: instrument.maker ?? NOT_RECORDED,
      },
      duty: duty ?? NOT_RECORDED,
      performance,
      performedPart: optional('performedPart', raw.performedPart, MAX_LENGTH.text),
      unperformedPart: optional('unperformedPart', raw.unperformedPart, MAX_LENGTH.text),
      filedOn: dates.filedOn,
      decidedOn,
    },
    termEndsOn: term.termEndsOn,
    publishedOn: dates.publishedOn,
    endedOn: isOver ? endOf(term.termEndsOn, dates.publishedOn) : null,
    codeFlag,
    flags,
  };
}

/** What was published when its term was over already was never in force. */
function endOf(termEndsOn: string | null, publishedOn: string): string | null {
  if (termEndsOn === null) return null;
  const end = dayAfter(termEndsOn);
  return end < publishedOn ? publishedOn : end;
}

/** A number of 2016 or later names its court; an older one belongs to the court that the row names. */
function refuseOtherCourt(
  named: string | null,
  courtNamed: string | undefined,
  { courtCode }: ImportContext,
): void {
  if (named !== null && named !== courtCode) throw new Refused('caseNumber', 'OTHER_COURT');
  if (named === null && courtNamed && courtNamed.trim() !== courtName(courtCode)) {
    throw new Refused('courtName', 'OTHER_COURT');
  }
}

/** Published records name two days, 立案 and 发布: where no decision's day is given, it is the latter. */
function datesOf(raw: RawRecord, today: string) {
  const filedOn = date('filedOn', required('filedOn', raw.filedOn), today);
  const published = given(raw.publishedOn) ? date('publishedOn', raw.publishedOn, today) : null;
  const decided = given(raw.decidedOn) ? date('decidedOn', raw.decidedOn, today) : null;
  const decidedOn = decided ?? published;
  if (decidedOn === null) throw new Refused('publishedOn', 'REQUIRED');
  if (decidedOn < filedOn) throw new Refused('filedOn', 'DECIDED_BEFORE_FILED');
  return { filedOn, decidedOn, publishedOn: published ?? decidedOn };
}

function date(field: string, text: string | undefined, today: string): string {
  const day = dateNamed(text ?? '');
  if (!day) throw new Refused(field, 'IS_DATE');
  if (day > today) throw new Refused(field, 'DATE_IN_FUTURE');
  return day;
}

/** The published wording, where it says more than our own code of the ground. */
function conductOf(text: string): string | null {
  const value = text.trim();
  return /[\u4e00-\u9fff]/.test(value) ? value : null;
}

/** Instruments of courts get one spelling; those of arbitration bodies stay as written. */
function oneSpelling(value: string): string {
  const parsed = parseCaseNumber(value);
  return parsed.ok ? parsed.canonical : value;
}
