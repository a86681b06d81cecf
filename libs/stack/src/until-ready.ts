import { setTimeout as pause } from 'node:timers/promises';
import { call } from './http-call.js';

const POLL_MS = 200;

/** Waits until a URL answers 2xx. @throws the last failure after `boundMs`. */
export async function untilReady(url: string, boundMs: number): Promise<void> {
  const end = performance.now() + boundMs;
  for (;;) {
    try {
      await call(url);
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(POLL_MS);
    }
  }
}
