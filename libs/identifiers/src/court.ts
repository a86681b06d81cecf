import courts from './courts.json' with { type: 'json' };

/** Four levels of the people's courts. */
export type CourtLevel = 'SUPREME' | 'HIGH' | 'INTERMEDIATE' | 'BASIC';
/** 专门法院 and courts across districts, by the first two digits of their code (法〔2018〕335号). */
export type SpecialCourt =
  | 'RAILWAY'
  | 'MARITIME'
  | 'INTELLECTUAL_PROPERTY'
  | 'OILFIELD_OR_FINANCIAL'
  | 'FORESTRY'
  | 'RECLAMATION'
  | 'CROSS_REGION'
  | 'OTHER_INTERMEDIATE';

export interface Court {
  code: string;
  name: string;
  level: CourtLevel;
  special: SpecialCourt | null;
  /** The court that hears a 复议 against it; null for the Supreme People's Court. */
  superior: string | null;
}

const SUPREME = '最高法';
const CODE =
  /^([京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军])(\d{2})?(\d{2})?$/;

/**
 * What a court's code (the court part of its case numbers) says of it. The Supreme People's Court
 * publishes the list from time to time, so names and special numbers are data.
 * @returns null when it is no court's code.
 */
export function courtOf(code: string): Court | null {
  const name = courtName(code);
  if (code === SUPREME) return { code, name, level: 'SUPREME', special: null, superior: null };
  const [, region, intermediate, basic] = CODE.exec(code) ?? [];
  if (region === undefined) return null;
  if (intermediate === undefined) {
    return { code, name, level: 'HIGH', special: null, superior: SUPREME };
  }
  const special = specialOf(Number(intermediate));
  return basic === undefined
    ? { code, name, level: 'INTERMEDIATE', special, superior: region }
    : { code, name, level: 'BASIC', special, superior: `${region}${intermediate}` };
}

/** The court's full name; an unknown code still gets a readable one. */
export function courtName(code: string): string {
  const names: Record<string, string> = courts.names;
  return Object.hasOwn(names, code) ? (names[code] ?? fallback(code)) : fallback(code);
}

function specialOf(number: number): SpecialCourt | null {
  const found = courts.special.find(({ from, to }) => number >= from && number <= to);
  return (found?.kind ?? null) as SpecialCourt | null;
}

function fallback(code: string): string {
  return `人民法院（${code}）`;
}
