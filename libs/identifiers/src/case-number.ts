/** 法〔2015〕137号: year, court, type, number; `之一` for further documents of the case. */
const NEW_FORM =
  /^（(?:19|20)\d{2}）((?:最高法|[京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军])(?:\d{4}|\d{2})?)[\u4e00-\u9fff]{1,4}[1-9]\d{0,7}号(?:之[一二三四五六七八九十]+)?$/;
/** What courts wrote until 2015; instruments of that time are still enforced. It names no court code. */
const PRE_2016_FORM = /^（\d{4}）[\u4e00-\u9fff（）]{1,16}字第\d+(?:-\d+)?号$/;

export type CaseNumber =
  | { ok: true; canonical: string; form: 'NEW'; courtCode: string }
  | { ok: true; canonical: string; form: 'PRE_2016'; courtCode: null }
  | { ok: false; rule: 'CASE_NUMBER' };

/**
 * Reads a 案号 as people and systems write it: any brackets, blanks, full-width digits.
 * @returns its canonical form `（2026）皖0104执123号` and the code of the court (`皖0104`) it names.
 */
export function parseCaseNumber(value: string): CaseNumber {
  const canonical = value
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[([〔【{]/g, '（')
    .replace(/[)\]〕】}]/g, '）');
  const courtCode = NEW_FORM.exec(canonical)?.[1];
  if (courtCode) return { ok: true, canonical, form: 'NEW', courtCode };
  if (PRE_2016_FORM.test(canonical)) {
    return { ok: true, canonical, form: 'PRE_2016', courtCode: null };
  }
  return { ok: false, rule: 'CASE_NUMBER' };
}
