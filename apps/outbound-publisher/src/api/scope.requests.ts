import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, ValidateBy } from 'class-validator';
import { bound, ChoicesField, Field, Problem } from '#bootstrap';
import { SANCTION_DOMAINS, type SanctionDomain } from '#contracts';
import { parseCaseNumber } from '#identifiers';
import { missingChangeTypes } from '../domain/change-types.js';
import type { Change } from '../domain/change.js';
import { CHANGE_TYPES, SUBJECT_TYPES, type Scope, type SubjectType } from '../domain/contract.js';
import { isRegion, liesIn } from '../domain/region.js';

/** A list of codes that are all of one kind. */
function CodesField(
  { rule, max, ...options }: { rule: string; max: number; example: string[]; description: string },
  isOne: (code: string) => boolean,
) {
  return Field(
    { ...options, optional: true },
    { type: String, isArray: true, minItems: 1, maxItems: max },
    IsArray(),
    ArrayMinSize(1, bound(1)),
    ArrayMaxSize(max, bound(max)),
    ArrayUnique(),
    ValidateBy(
      {
        name: rule,
        validator: {
          validate: (value) =>
            Array.isArray(value) && value.every((each) => typeof each === 'string' && isOne(each)),
        },
      },
      { context: { rule } },
    ),
  );
}

/** The court part of a 案号; a name or a province would silently cover nothing. */
function isCourtCode(code: string): boolean {
  const read = parseCaseNumber(`（2026）${code}执1号`);
  return read.ok && read.courtCode === code;
}

export class ScopeRequest {
  @CodesField(
    {
      example: ['皖0104'],
      max: 4000,
      rule: 'COURT_CODE',
      description:
        "Court parts of 案号. Without these and `regions`, every court's listings; with both, those of either.",
    },
    isCourtCode,
  )
  courts?: string[] | null;

  @CodesField(
    {
      example: ['沪', '苏05'],
      max: 1000,
      rule: 'REGION_CODE',
      description:
        'What court codes begin with: 沪 all courts of Shanghai, 苏05 those of one intermediate court and below it.',
    },
    isRegion,
  )
  regions?: string[] | null;

  @ChoicesField(SUBJECT_TYPES, { example: ['UNIT'], optional: true })
  subjectTypes?: SubjectType[] | null;

  @ChoicesField(SANCTION_DOMAINS, {
    example: ['BIDDING', 'GOVERNMENT_PROCUREMENT'],
    optional: true,
    description:
      'Fields of Art 8. A change that names no field, such as a publication, touches all seven. Whoever was told ' +
      'of a listing is told of its removal whatever field that names.',
  })
  sanctionDomains?: SanctionDomain[] | null;

  @ChoicesField(CHANGE_TYPES, {
    example: [...CHANGE_TYPES],
    optional: true,
    description:
      'Whoever takes publications must also take corrections and what undoes them; whoever takes removals or ' +
      'shields must take restorations. Lifts of restrictions, and publications, may be left out.',
  })
  changeTypes?: Change['type'][] | null;
}

/**
 * The scope as it is kept.
 * @throws a refusal of one that would leave a copy standing, or that says two things at once.
 */
export function scopeOf(request: ScopeRequest, path: string): Scope {
  const { courts, regions, subjectTypes, sanctionDomains, changeTypes } = request;
  const missing = missingChangeTypes(changeTypes ?? CHANGE_TYPES);
  if (missing.length > 0) {
    const vars = { types: missing.join(', ') };
    throw new Problem(422, 'CHANGE_TYPES_MISSING', { field: `${path}.changeTypes`, vars });
  }
  for (const region of regions ?? []) {
    const inside = [...(courts ?? []), ...(regions ?? [])].find(
      (code) => code !== region && liesIn(code, region),
    );
    if (inside !== undefined) throw new Problem(422, 'INSIDE_REGION', { field: `${path}.regions` });
  }
  return {
    ...(courts && { courts }),
    ...(regions && { regions }),
    ...(subjectTypes && { subjectTypes }),
    ...(sanctionDomains && { sanctionDomains }),
    ...(changeTypes && { changeTypes }),
  };
}
