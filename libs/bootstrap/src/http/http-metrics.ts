import { collectDefaultMetrics, Histogram, register } from 'prom-client';

/** A fine-grained event loop monitor would itself wake an idle process a hundred times a second. */
const EVENT_LOOP_PRECISION_MS = 500;

const DURATION = 'yichu_http_request_duration_seconds';

/** The process's default metrics and the requests' histogram; once per process, whoever asks again. */
export function requestDurations(): Histogram<'method' | 'route' | 'status'> {
  const existing = register.getSingleMetric(DURATION);
  if (existing instanceof Histogram) return existing;
  collectDefaultMetrics({ eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  return new Histogram({
    name: DURATION,
    help: 'Time from request to answer, by route pattern: never by path, which may hold anything.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
}
