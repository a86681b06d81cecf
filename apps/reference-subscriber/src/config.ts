import { isBehaviour, type Behaviour } from './behaviour.js';

export interface PlatformConfig {
  name: string;
  host: string;
  port: number;
  behaviour: Behaviour;
  /** JSON file that holds everything across restarts; without one, all is in memory only. */
  storeFile: string | null;
  /** How a flaky platform fails the first time: answers 503, or cuts the connection. */
  flakyWith: '503' | 'reset';
  /** Keeps what is taken off the list among past records, as the law allows for what was right once. */
  keepsHistory: boolean;
  slowSeconds: number;
}

/** Everything can be left out; what only a subscriber may know comes by `PUT /settings`. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): PlatformConfig {
  const behaviour = env['BEHAVIOUR'] ?? 'honest';
  if (!isBehaviour(behaviour)) throw new Error(`BEHAVIOUR is not one that is known: ${behaviour}`);
  return {
    name: env['NAME'] ?? '示例信用平台',
    host: env['HOST'] ?? '127.0.0.1',
    port: Number(env['PORT'] ?? 4101),
    behaviour,
    storeFile: env['STORE_FILE'] ?? null,
    keepsHistory: env['KEEPS_HISTORY'] === '1',
    flakyWith: env['FLAKY_WITH'] === 'reset' ? 'reset' : '503',
    slowSeconds: Number(env['SLOW_SECONDS'] ?? 3),
  };
}
