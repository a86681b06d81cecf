import { courtOf } from '#identifiers';

/**
 * Whether it is a region as scopes name them: what court codes begin with, down to an intermediate
 * court's district. There is no official mapping from court codes to administrative divisions, and
 * those are merged over time, while a court's code says below which courts it stands. 兵 (the courts of
 * the Construction Corps) is a region of its own, 最高法 lies in none.
 */
export function isRegion(code: string): boolean {
  const level = courtOf(code)?.level;
  return level === 'HIGH' || level === 'INTERMEDIATE';
}

/** Whether a court, or a smaller region, lies in a region. */
export function liesIn(code: string, region: string): boolean {
  return code.startsWith(region);
}
