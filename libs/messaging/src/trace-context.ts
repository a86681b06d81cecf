import { AsyncLocalStorage } from 'node:async_hooks';
import { TraceFlags, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace-base';

const ids = new RandomIdGenerator();
const current = new AsyncLocalStorage<SpanContext>();

/** Continues the trace of a W3C `traceparent` as a new span, or starts a trace where there is none. */
export function runInTrace<T>(traceparent: string | undefined, run: () => T): T {
  const parent = traceparent ? parseTraceParent(traceparent) : null;
  return current.run(childOf(parent), run);
}

/** The `traceparent` of the span that this code runs in; undefined outside any. */
export function currentTraceparent(): string | undefined {
  const span = current.getStore();
  return span && format(span);
}

/** A `traceparent` for work that `traceparent` caused: same trace, a span id of its own. */
export function childTraceparent(traceparent: string | undefined): string {
  return format(childOf(traceparent ? parseTraceParent(traceparent) : null));
}

function childOf(parent: SpanContext | null): SpanContext {
  return {
    traceId: parent?.traceId ?? ids.generateTraceId(),
    spanId: ids.generateSpanId(),
    traceFlags: parent?.traceFlags ?? TraceFlags.SAMPLED,
  };
}

function format(span: SpanContext): string {
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}
