import type { LegacyCodeFlag } from '#identifiers';
import {
  checkOrganisationCode,
  checkRecordedCitizenId,
  checkUscc,
  containsIdentityNumber,
  courtName,
  mayBeIdentityNumber,
  parseCaseNumber,
} from '#identifiers';
import type { ListingContent, Subject } from '../listing-entry.js';
import { dayAfter } from '../months.js';
import { findBar } from '../must-not-list.js';
import { isTermOver, ruleVersionOn, termOf } from '../term.js';
import type { RawRecord } from './column-names.js';
import { dateNamed, groundsNamed, performanceNamed, subjectTypeNamed } from './published-words.js';

/** What is unusual about a record that was taken in all the same. */
export type ImportFlag =
  | LegacyCodeFlag
  | 'ID_NUMBER_OF_15_DIGITS'
  /** 义务 or 执行依据 is not in the export; it reads （未记载）. */
  | 'NOT_RECORDED'
  /** 纳入期限 has run out: it is kept as ended, and nobody is told of it. */
  | 'TERM_OVER';

export type ImportRefusalRule =
  | 'REQUIRED'
  | 'CASE_NUMBER'
  | 'OTHER_COURT'
  | 'UNKNOWN_SUBJECT_TYPE'
  | 'USCC_CHECK'
  | 'ID_NUMBER_CHECK'
  | 'ID_NUMBER_MASKED'
  | 'ID_NUMBER_IN_TEXT'
  | 'CONTROL_CHARACTERS'
  | 'UNREADABLE_CHARACTERS'
  | 'MAX_LENGTH'
  | 'IS_DATE'
  | 'DATE_IN_FUTURE'
  | 'DECIDED_BEFORE_FILED'
  | 'UNKNOWN_GROUND'
  | 'UNKNOWN_PERFORMANCE'
  | 'TERM_OVER'
  | 'N5_MINOR';

export interface ImportedRecord {
  caseNumber: string;
  content: ListingContent;
  termEndsOn: string | null;
  publishedOn: string;
  /** The first day on which its term is over; null while it lasts. */
  endedOn: string | null;
  /** Why the code is not one by today's standard; null where it is. */
  codeFlag: LegacyCodeFlag | 'ID_NUMBER_OF_15_DIGITS' | null;
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

/** Longer is no longer a field but a file in the wrong column. As for a single listing. */
const MAX_LENGTH = { name: 200, maker: 200, number: 100, text: 2000 };
const NOT_RECORDED = '（未记载）';

class Refused extends Error {
  constructor(
    readonly field: string,
    readonly rule: ImportRefusalRule,
  ) {
    super(rule);
  }
}

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

function subjectOf(
  raw: RawRecord,
  { codes, today }: ImportContext,
): { subject: Subject; codeFlag: ImportedRecord['codeFlag'] } {
  const name = required('subject.name', raw.name, MAX_LENGTH.name);
  const code = required('subject.code', raw.code);
  const said = given(raw.subjectType) ? subjectTypeNamed(raw.subjectType ?? '') : undefined;
  if (said === null) throw new Refused('subject.type', 'UNKNOWN_SUBJECT_TYPE');
  const person = said === 'UNIT' ? null : checkRecordedCitizenId(code, today);
  // A record that doesn't say what it is about is a person's if its number is one, masked or not.
  const isPerson =
    said === 'PERSON' || person?.ok || (person && person.rule === 'ID_NUMBER_MASKED');
  if (isPerson && person) {
    if (!person.ok) throw new Refused('subject.idNumber', person.rule);
    if (person.flag && codes === 'strict') throw new Refused('subject.idNumber', 'ID_NUMBER_CHECK');
    return { subject: { type: 'PERSON', name, idNumber: person.value }, codeFlag: person.flag };
  }
  // Nobody says that it is a unit, so the code must: what is damaged may be a person's number.
  if (said === undefined && !checkUscc(code).ok && !checkOrganisationCode(code).ok) {
    throw new Refused('subject.type', 'UNKNOWN_SUBJECT_TYPE');
  }
  const unit = codes === 'strict' ? checkUscc(code) : checkUscc(code, 'lenient');
  if (!unit.ok) throw new Refused('subject.uscc', unit.rule);
  const codeFlag = 'flag' in unit ? (unit.flag as LegacyCodeFlag | null) : null;
  // A valid code may look like a number of a person; one that is not valid may be one.
  if (codeFlag && mayBeIdentityNumber(unit.value)) {
    throw new Refused('subject.uscc', 'ID_NUMBER_IN_TEXT');
  }
  const legalRepresentative = optional(
    'subject.legalRepresentative',
    raw.legalRepresentative,
    MAX_LENGTH.name,
  );
  return {
    subject: {
      type: 'UNIT',
      name,
      uscc: unit.value,
      ...(legalRepresentative !== null && { legalRepresentative }),
    },
    codeFlag,
  };
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

function required(field: string, text: string | undefined, maxLength = MAX_LENGTH.text): string {
  const value = given(text);
  if (value === null) throw new Refused(field, 'REQUIRED');
  if (field === 'subject.code') return value;
  return clear(field, value, maxLength);
}

function optional(field: string, text: string | undefined, maxLength: number): string | null {
  const value = given(text);
  return value === null ? null : clear(field, value, maxLength);
}

/** Published records write “-”, “/” and “无” where there is nothing. */
function given(text: string | undefined): string | null {
  const value = text?.trim() ?? '';
  return value === '' || value === '-' || value === '/' || value === '无' ? null : value;
}

/** What is kept in the clear holds no identity number (invariant 9) and nothing unprintable. */
function clear(field: string, value: string, maxLength: number): string {
  if (value.length > maxLength) throw new Refused(field, 'MAX_LENGTH');
  if (CONTROL.test(value)) throw new Refused(field, 'CONTROL_CHARACTERS');
  // Half a character is as little text as a byte that could not be read, and jsonb takes neither.
  if (value.includes('\ufffd') || !value.isWellFormed()) {
    throw new Refused(field, 'UNREADABLE_CHARACTERS');
  }
  if (containsIdentityNumber(value)) throw new Refused(field, 'ID_NUMBER_IN_TEXT');
  return value;
}

const CONTROL = /(?![\n\r\t])\p{Cc}/u;

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
