import type { Language } from '#i18n';
import type { Purpose } from '#infrastructure';
import {
  staffTokensOf,
  startStack,
  untilReady,
  type Behaviour,
  type RunningPlatform,
  type ServiceUrls,
  type Stack,
  type StaffTokens,
} from '#stack';
import type { AttachSettings } from './config.js';
import { text } from './texts.js';

/** Where the cases are played, whoever started it. */
export interface World {
  urls: ServiceUrls;
  tokens: StaffTokens;
  platforms: RunningPlatform[];
  infrastructure: { kafka: string; postgres: string };
  /** Makes the cases' numbers new to a registry that may have seen earlier ones. */
  caseOffset: number;
  /** Where a person opens what the services call `url`. */
  shown: (url: string) => string;
}

const BEHAVIOURS: readonly Behaviour[] = ['honest', 'flaky', 'lying', 'pull'];
/** Case numbers have at most eight digits. */
const LARGEST_OFFSET = 90_000_000;
const READY_BOUND = 120 * 1000;

export interface Here {
  purpose: Purpose;
  language: Language;
  report: (line: string) => void;
  /** Whether being told to end is the way it should end. */
  staysUp: boolean;
}

/** Starts everything on this machine; one platform of each behaviour. */
export function startHere({ purpose, language, report, staysUp }: Here): Promise<Stack> {
  return startStack({
    purpose,
    language,
    report,
    ...(staysUp ? { exitCode: 0 } : {}),
    platforms: BEHAVIOURS.map((behaviour) => ({
      behaviour,
      name: text(`platform.${behaviour}`, {}, language),
    })),
  });
}

export function worldOf({ urls, tokens, platforms, infrastructure }: Stack): World {
  const { kafka, postgres } = infrastructure;
  return {
    urls,
    tokens,
    platforms,
    infrastructure: { kafka: kafka.description, postgres: postgres.description },
    caseOffset: 0,
    shown: (url) => url,
  };
}

/** Services and platforms that others run: waits until all of them are ready. */
export async function attachTo(settings: AttachSettings, language: Language): Promise<World> {
  const { urls, platforms, issuerKeyFile, infrastructure, shownUrls } = settings;
  await Promise.all([
    ...Object.values(urls).map((url) => untilReady(`${url}/readyz`, READY_BOUND)),
    ...platforms.map(({ url }) => untilReady(`${url}/healthz`, READY_BOUND)),
  ]);
  return {
    urls,
    infrastructure,
    caseOffset: Math.floor(Date.now() / 1000) % LARGEST_OFFSET,
    shown: (url) => shownUrls[url] ?? url,
    tokens: await staffTokensOf(issuerKeyFile),
    platforms: platforms.map((platform) => ({
      ...platform,
      name: text(`platform.${platform.behaviour}`, {}, language),
    })),
  };
}
