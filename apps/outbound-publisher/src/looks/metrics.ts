import { Counter } from 'prom-client';

export const looksByResult = new Counter({
  name: 'yichu_looks_total',
  help: 'Looks at subscribers by what they saw, and why when that proves nothing.',
  labelNames: ['result', 'reason'] as const,
});
