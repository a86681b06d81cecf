import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Language } from '#i18n';
import { isOpen, type Obligation, type Platform } from '#stack';
import type { CaseOutcome, OutcomeRow } from '../cases/run-case.js';
import { text } from '../texts.js';

/** Chinese characters take two columns: the table's library counts them so. */
const RULES = {
  top: '─',
  'top-mid': '',
  'top-left': ' ',
  'top-right': ' ',
  bottom: '─',
  'bottom-mid': '',
  'bottom-left': ' ',
  'bottom-right': ' ',
  left: ' ',
  'left-mid': ' ',
  mid: '─',
  'mid-mid': '',
  right: ' ',
  'right-mid': ' ',
  middle: '',
};

/** Case × platform: the state of what the case asked last, and how long it took. */
export function outcomeTable(
  outcomes: readonly CaseOutcome[],
  platforms: readonly Platform[],
  obligations: readonly Obligation[],
  language: Language,
): string {
  const table = new Table({
    head: [
      text('head.case', {}, language),
      text('head.change', {}, language),
      ...platforms.map(({ behaviour }) => heading(behaviour, language)),
    ].map((title) => styleText('bold', title)),
    chars: RULES,
    style: { head: [], border: [], compact: true },
  });
  for (const { name, rows } of outcomes) {
    rows.forEach((row, i) =>
      table.push([
        i === 0 ? text(`case.${name}`, {}, language) : '',
        text(`kind.${row.kind}`, {}, language),
        ...platforms.map(({ id }) => cell(row, find(obligations, row, id), language)),
      ]),
    );
  }
  return table.toString();
}

function heading(behaviour: Platform['behaviour'], language: Language): string {
  return `${text(`platform.${behaviour}`, {}, language)}\n${text(`behaviour.${behaviour}`, {}, language)}`;
}

function find(
  obligations: readonly Obligation[],
  { change }: OutcomeRow,
  subscriber: string,
): Obligation | undefined {
  return obligations.find(
    (obligation) =>
      obligation.subscriber === subscriber &&
      obligation.listing === change.listing &&
      obligation.version === change.version,
  );
}

function cell(row: OutcomeRow, obligation: Obligation | undefined, language: Language): string {
  if (!obligation) return styleText('red', `✘ ${text('state.missing', {}, language)}`);
  const state = text(`state.${obligation.state}`, {}, language);
  const ended = obligation.verifiedAt ?? obligation.lastLook?.at;
  if (obligation.state === 'superseded') return styleText('dim', `↷ ${state}`);
  const seconds = ended ? (Date.parse(ended) - Date.parse(row.startedAt)) / 1000 : undefined;
  const time =
    seconds === undefined ? '' : text('seconds', { seconds: seconds.toFixed(1) }, language);
  return isOpen(obligation)
    ? styleText(['red', 'bold'], `✘ ${state} ${time}`)
    : `${styleText('green', `✔ ${state}`)} ${styleText('dim', time)}`;
}
