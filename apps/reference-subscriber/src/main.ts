import { readConfig } from './config.js';
import { startPlatform } from './platform.js';

const platform = await startPlatform(readConfig());
console.error(`listening on ${platform.url}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void platform.stop().then(() => process.exit(0)));
}
