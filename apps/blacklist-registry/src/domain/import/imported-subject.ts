import {
  checkOrganisationCode,
  checkRecordedCitizenId,
  checkUscc,
  mayBeIdentityNumber,
  type LegacyCodeFlag,
} from '#identifiers';
import type { Subject } from '../listing-entry.js';
import type { RawRecord } from './column-names.js';
import type { CodeCheck } from './import-progress.js';
import { subjectTypeNamed } from './published-words.js';
import { given, MAX_LENGTH, optional, Refused, required } from './record-texts.js';

/** Why a debtor's code is not one by today's standard; null where it is. */
export type CodeFlag = LegacyCodeFlag | 'ID_NUMBER_OF_15_DIGITS' | null;

/** Whom a record is about, by what it says of the kind and by the number. @throws Refused */
export function subjectOf(
  raw: RawRecord,
  { codes, today }: { codes: CodeCheck; today: string },
): { subject: Subject; codeFlag: CodeFlag } {
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
  const codeFlag = 'flag' in unit ? (unit.flag as CodeFlag) : null;
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
