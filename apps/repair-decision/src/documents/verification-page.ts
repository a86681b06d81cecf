import { createHash } from 'node:crypto';
import type { Language } from '#i18n';
import type { Verification } from '../use-cases/verify-document.js';
import { pageTexts } from './verification-page.texts.js';

type Known = Exclude<Verification, { status: 'unknown' }>;

const STYLE = `body{font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#1f1f1f}
h1{font-size:1.2rem}.status{font-size:1.5rem;padding:.6rem 1rem;border-left:.4rem solid;margin:1rem 0}
.valid{border-color:#237804;background:#f6ffed}.superseded{border-color:#ad6800;background:#fffbe6}
.revoked,.ineffective,.unknown{border-color:#a8071a;background:#fff1f0}dt{color:#595959;font-size:.9rem}dd{margin:0 0 .6rem;overflow-wrap:anywhere}
input,button{font:inherit;padding:.3rem .6rem}`;

const SCRIPT = `const file=document.querySelector('input[type=file]');
file&&file.addEventListener('change',async()=>{const out=document.querySelector('output');out.textContent='…';
const bytes=await file.files[0].arrayBuffer();const hash=new Uint8Array(await crypto.subtle.digest('SHA-256',bytes));
const hex=[...hash].map(b=>b.toString(16).padStart(2,'0')).join('');
out.textContent=hex===file.dataset.sha256?out.dataset.same:out.dataset.different;});`;

/** Only what is written here runs, and the page fetches nothing: a file that is compared stays where it is. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src '${sourceHash(STYLE)}'`,
  `script-src '${sourceHash(SCRIPT)}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that a scanned QR code leads to. */
export function verificationPage(verification: Verification, language: Language): string {
  const { status } = verification;
  const body =
    status === 'unknown'
      ? `<p>${say('unknownHint', language)}</p>`
      : factsOf(verification, language) + fileCheck(verification, language);
  return page(`<p class="status ${status}">${say(status, language)}</p>${body}`, language);
}

/** The page that asks for a code. */
export function codePage(language: Language): string {
  const label = say('enter', language);
  return page(
    `<form method="get"><label>${label}<br><input name="code" required maxlength="40" autocomplete="off"></label>
<button>${say('submit', language)}</button></form>`,
    language,
  );
}

function factsOf(known: Known, language: Language): string {
  const { title, number, court, date, caseNumber, debtor, until, endedOn, supersededBy } = known;
  const seal = say(known.isSealed ? 'sealed' : 'unsealed', language);
  const facts: [Parameters<typeof say>[0], string | null][] = [
    ['court', court.name],
    ['document', title],
    ['number', number],
    ['date', date],
    ['caseNumber', caseNumber],
    ['debtor', debtor],
    ['until', until],
    ['endedOn', endedOn],
    ['supersededBy', supersededBy],
    ['seal', seal],
    ['sha256', known.sha256],
  ];
  const rows = facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<dt>${say(name, language)}</dt><dd>${escaped(value ?? '')}</dd>`);
  const term = known.isTermOver
    ? `<p class="status superseded">${say('termOver', language)}</p>`
    : '';
  return `${term}<dl>${rows.join('')}</dl><p>${say('scope', language)}</p>`;
}

function fileCheck({ sha256 }: Known, language: Language): string {
  const [same, different] = [say('same', language), say('different', language)];
  return `<p><label>${say('check', language)}<br><input type="file" accept="application/pdf" data-sha256="${sha256}"></label></p>
<p><output data-same="${same}" data-different="${different}"></output></p>`;
}

function page(body: string, language: Language): string {
  const title = say('title', language);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>${body}<script>${SCRIPT}</script></body></html>`;
}

function say(key: Parameters<typeof pageTexts.text>[0], language: Language): string {
  return escaped(pageTexts.text(key, {}, language));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function sourceHash(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}
