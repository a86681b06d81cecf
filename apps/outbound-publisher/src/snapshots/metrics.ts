import { Counter, Histogram } from 'prom-client';

export const snapshotBuilds = new Counter({
  name: 'yichu_snapshot_builds_total',
  help: 'Lists that were cut, by what came of it.',
  labelNames: ['outcome'] as const,
});

export const snapshotBuildSeconds = new Histogram({
  name: 'yichu_snapshot_build_seconds',
  help: 'From the cut of a list to its files being published or held.',
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160],
});
