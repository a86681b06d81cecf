import type { Env } from '#bootstrap';

const MEBIBYTE = 1024 * 1024;
/** What a text in Postgres's `integer` column of sizes can say. */
const LARGEST_MIB = 1024;

/** What courts may set about papers. Numbers here are practice, not law, unless a source is named. */
export class PaperSettings {
  constructor(
    /** One paper's size. */
    readonly materialMaxBytes: number,
    /** Papers of one application, withdrawn ones included. */
    readonly materialsPerApplication: number,
    /** 暂缓纳入, at most; 1–3 months is the frame of the grace period (法发〔2019〕35号 §15). */
    readonly deferralMaxMonths: number,
    /** After how long a dormant listing that stays is looked at again. */
    readonly dormantLookAgainMonths: number,
  ) {}
}

/** Reads `MATERIAL_MAX_MIB`, `MATERIALS_PER_APPLICATION`, `DEFERRAL_MAX_MONTHS` and `DORMANT_LOOK_AGAIN_MONTHS`. */
export function readPaperSettings(env: Env): PaperSettings {
  return new PaperSettings(
    numberOf(env, 'MATERIAL_MAX_MIB', 20, LARGEST_MIB) * MEBIBYTE,
    numberOf(env, 'MATERIALS_PER_APPLICATION', 200, 10_000),
    numberOf(env, 'DEFERRAL_MAX_MONTHS', 3, 36),
    numberOf(env, 'DORMANT_LOOK_AGAIN_MONTHS', 6, 120),
  );
}

function numberOf(env: Env, name: string, fallback: number, most: number): number {
  const value = Number(env[name] || fallback);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new Error(`${name} must be a whole number from 1 to ${most}.`);
  }
  return value;
}
