/** What a template may name, and what stands there: words, yes or no, several words, or something with parts. */
export type Place = 'text' | 'flag' | 'texts' | Places | readonly [Places];
export interface Places {
  readonly [name: string]: Place;
}

/** What fills the places of a template: the compiler holds views to it. */
export type Filled<P> = { [Name in keyof P]: FilledPlace<P[Name]> };
type FilledPlace<P> = P extends 'text'
  ? string | null
  : P extends 'flag'
    ? boolean
    : P extends 'texts'
      ? string[]
      : P extends readonly [infer Item]
        ? Filled<Item>[]
        : Filled<P> | null;

const COMMON = {
  /** 院名 */
  court: 'text',
  /** 文书编号 */
  number: 'text',
  /** 执行案号 */
  caseNumber: 'text',
  /** 落款日期, 二〇二六年四月八日 */
  date: 'text',
  debtor: {
    name: 'text',
    /** 男, 女; of persons only */
    sex: 'text',
    /** 统一社会信用代码, 公民身份号码 */
    codeName: 'text',
    /** A person's is masked. */
    code: 'text',
    legalRepresentative: 'text',
  },
} as const satisfies Places;

const LISTED = {
  instrument: { number: 'text', maker: 'text' },
  duty: 'text',
  performance: 'text',
  grounds: 'text',
  /** 纳入决定日期 */
  listedOn: 'text',
  publishedOn: 'text',
  termEndsOn: 'text',
} as const satisfies Places;

const LIFTS = { lifts: [{ who: 'text', kind: 'text', until: 'text' }] } as const satisfies Places;

/** 合议庭署名, each a line: office and name. */
const SIGNED = { signatures: 'texts', clerk: 'text' } as const satisfies Places;

/** Where a decision may be taken to, for a court to word: the court that reviews, and the one above. */
const REVIEW = {
  reviewDays: 'text',
  reviewCourt: 'text',
  higherCourt: 'text',
} as const satisfies Places;

const DECISION = {
  ...COMMON,
  ...LISTED,
  ...LIFTS,
  ...SIGNED,
  byDebtor: 'flag',
  byCreditor: 'flag',
  exOfficio: 'flag',
  /** 申请执行人; null where nobody named them */
  creditor: 'text',
  creditorView: 'text',
  filedOn: 'text',
  facts: 'text',
  /** What the rules found to be so: the findings, as one text. */
  findings: 'text',
  reasons: 'text',
  legalBasis: 'text',
  removed: 'flag',
  shielded: 'flag',
  until: 'text',
  domains: 'text',
  mayBeRevoked: 'flag',
} as const satisfies Places;

/** Of what a decision did, told to others. */
const TOLD = {
  ...COMMON,
  ...LISTED,
  ...LIFTS,
  /** The debtor did what the credit was lost for; not where the record is gone for another reason. */
  repaired: 'flag',
  outcome: 'text',
  legalBasis: 'text',
  decidedOn: 'text',
  decisionNumber: 'text',
  /** When the registry had done what was decided. */
  appliedOn: 'text',
  removed: 'flag',
  shielded: 'flag',
  erased: 'flag',
  corrected: 'flag',
  until: 'text',
  mayBeRevoked: 'flag',
  domains: 'text',
} as const satisfies Places;

/** Every template, and the places that it may name. */
export const TEMPLATES = {
  'repair-decision': DECISION,
  correction: DECISION,
  'error-revoked': DECISION,
  lift: DECISION,
  denial: { ...DECISION, ...REVIEW, reapplyMonths: 'text' },
  'repair-certificate': TOLD,
  'repair-notice': { ...TOLD, recipients: 'texts' },
  'revocation-decision': {
    ...COMMON,
    ...LISTED,
    ...SIGNED,
    ...REVIEW,
    reasons: 'text',
    breachedOn: 'text',
    revoked: { number: 'text', decidedOn: 'text', shielded: 'flag' },
  },
  commitment: {
    ...COMMON,
    undertakings: 'texts',
    hasPlan: 'flag',
    plan: [{ dueOn: 'text', what: 'text' }],
    supervisors: 'text',
    deferredUntil: 'text',
  },
} as const satisfies Record<string, Places>;

export type TemplateName = keyof typeof TEMPLATES;
export type View<Name extends TemplateName> = Filled<(typeof TEMPLATES)[Name]>;
