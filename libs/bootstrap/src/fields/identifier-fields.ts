import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, ValidateBy } from 'class-validator';
import { shanghaiDate } from '#calendar';
import { checkCitizenId, checkRecordedCitizenId, checkUscc, parseCaseNumber } from '#identifiers';
import { Field, type FieldOptions } from './field.js';

/** Reads text into its canonical form, or says that it has none. */
type Canonical = (text: string) => string | undefined;

/** Takes a 统一社会信用代码 as written, and hands its canonical form on. Rule USCC_CHECK. */
export const IsUscc = () =>
  isCanonical('USCC_CHECK', (text) => {
    const check = checkUscc(text);
    return check.ok ? check.value : undefined;
  });

/** Takes a 公民身份号码, and hands its canonical form on. Rule ID_NUMBER_CHECK. */
export const IsCitizenId = () =>
  isCanonical('ID_NUMBER_CHECK', (text) => {
    const check = checkCitizenId(text, shanghaiDate(new Date()));
    return check.ok ? check.value : undefined;
  });

/** As `IsCitizenId`, and takes 15 digits for the number that replaced them. Rule ID_NUMBER_CHECK. */
export const IsRecordedCitizenId = () =>
  isCanonical('ID_NUMBER_CHECK', (text) => {
    const check = checkRecordedCitizenId(text, shanghaiDate(new Date()));
    return check.ok ? check.value : undefined;
  });

/** Takes a 案号 in any brackets, and hands its canonical form on. Rule CASE_NUMBER. */
export const IsCaseNumber = () =>
  isCanonical('CASE_NUMBER', (text) => {
    const number = parseCaseNumber(text);
    return number.ok ? number.canonical : undefined;
  });

export const UsccField = (options: FieldOptions<string>) =>
  Field(options, { type: String, minLength: 18, maxLength: 18 }, IsString(), IsUscc());

export const CitizenIdField = (options: FieldOptions<string>) =>
  Field(options, { type: String, minLength: 18, maxLength: 18 }, IsString(), IsCitizenId());

/** A number that is asked for: old papers carry 15 digits, and records with such are kept as 18. */
export const RecordedCitizenIdField = (options: FieldOptions<string>) =>
  Field(options, { type: String, minLength: 15, maxLength: 18 }, IsString(), IsRecordedCitizenId());

export const CaseNumberField = (options: FieldOptions<string>) =>
  Field(options, { type: String }, IsString(), IsCaseNumber());

function isCanonical(rule: string, canonical: Canonical): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (canonical(value) ?? value) : value,
    ),
    ValidateBy(
      {
        name: rule,
        validator: {
          validate: (value) => typeof value === 'string' && canonical(value) !== undefined,
        },
      },
      { context: { rule } },
    ),
  );
}
