import { styleText } from 'node:util';
import type { Language } from '#i18n';
import type { World } from '../world.js';
import { text } from '../texts.js';
import { openExceptions } from './open-exceptions.js';
import { outcomeTable } from './outcome-table.js';
import type { Evidence, Summary } from './summary.js';

/** What people read at the end: the table, who was caught, the figures, and where to look. */
export function report(
  evidence: Evidence,
  summary: Summary,
  world: Pick<World, 'urls' | 'shown'>,
  language: Language,
): string {
  const { outcomes, platforms, obligations, infrastructure } = evidence;
  const say = (key: Parameters<typeof text>[0], vars = {}): string => text(key, vars, language);
  const { p50, p99 } = summary.latencyMs;
  return [
    '',
    styleText('bold', `  ${say('title')}`),
    styleText('dim', `  ${say('infrastructure', infrastructure)}`),
    '',
    outcomeTable(outcomes, platforms, obligations, language),
    styleText('dim', `  ${say('legend')}`),
    '',
    ...openExceptions(outcomes, platforms, obligations, language).map(
      (sentence) => `  ${styleText(['red', 'bold'], '●')} ${sentence}`,
    ),
    `  ${summary.ok ? styleText('green', '●') : styleText('red', '●')} ${say(`ok.${summary.ok}`)}`,
    `  ${styleText('green', '●')} ${say('rest', restShown(evidence))}`,
    '',
    `  ${say('totals', { ...summary, open: summary.open.length, latencyMs: '' })}`,
    `  ${say('latency', { p50: p50 ?? '–', p99: p99 ?? '–', seconds: summary.seconds.toFixed(1) })}`,
    '',
    ...whereToLook(evidence.platforms, world, say),
    '',
  ].join('\n');
}

/** At how many of the places that owe it, each record that no decision touched was seen. */
function restShown({ rest, obligations }: Evidence): Record<'count' | 'shown' | 'owed', number> {
  const owed = obligations.filter(({ listing }) => rest.includes(listing));
  const shown = owed.filter(({ state }) => state === 'verified');
  return { count: rest.length, shown: shown.length, owed: owed.length };
}

function whereToLook(
  platforms: Evidence['platforms'],
  { urls, shown }: Pick<World, 'urls' | 'shown'>,
  say: (key: Parameters<typeof text>[0]) => string,
): string[] {
  const services = Object.entries(urls) as [keyof World['urls'], string][];
  const group = (title: string, lines: [name: string, url: string][]): string[] => [
    `  ${styleText('bold', title)}`,
    ...lines.map(([name, url]) => `    ${styleText('underline', url)}  ${styleText('dim', name)}`),
  ];
  const ofServices = (path: string): [string, string][] =>
    services.map(([duty, url]) => [say(`service.${duty}`), `${shown(url)}${path}`]);
  return [
    ...group(
      say('see.platforms'),
      platforms.map(({ url, behaviour }) => [
        `${say(`platform.${behaviour}`)} · ${say(`behaviour.${behaviour}`)}`,
        shown(url),
      ]),
    ),
    ...group(say('see.openapi'), ofServices('/openapi.json')),
    ...group(say('see.metrics'), ofServices('/metrics')),
    ...group(say('see.parked'), ofServices('/v1/parked')),
  ];
}
