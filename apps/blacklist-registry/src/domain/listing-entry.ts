import type { ListingGround } from '#contracts';

/** 履行情况: how much of the duty was performed when the court listed. */
export type Performance = 'NONE' | 'PARTIAL' | 'FULL';

/** 被执行人. */
export type Subject =
  { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON'; name: string; idNumber: string };

/** What a court enters when it lists (the published fields of 法释〔2017〕7号 Art 6), in canonical form. */
export interface ListingEntry {
  caseNumber: string;
  subject: Subject;
  grounds: ListingGround[];
  /** 执行依据: the judgment or award that is being enforced. */
  instrument: { number: string; maker: string };
  duty: string;
  performance: Performance;
  filedOn: string;
  decidedOn: string;
}
