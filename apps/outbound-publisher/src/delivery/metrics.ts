import { Counter, Histogram } from 'prom-client';

export const attemptsByOutcome = new Counter({
  name: 'yichu_delivery_attempts_total',
  help: 'Pushes by what came of them: delivered, nacked, or why they are tried again.',
  labelNames: ['outcome'] as const,
});

export const pushSeconds = new Histogram({
  name: 'yichu_delivery_push_seconds',
  help: "From the request's start to its answer, or to giving up on one.",
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
});
