import { Signal } from './signal.js';

const LONG_MS = 60_000;

describe('Signal', () => {
  it('given a notification before the wait, then the wait ends at once', async () => {
    const signal = new Signal();
    signal.notify();
    signal.notify();
    await signal.wait(LONG_MS);
  });

  it('given a notification during the wait, then the wait ends', async () => {
    const signal = new Signal();
    const waiting = signal.wait(LONG_MS);
    signal.notify();
    await waiting;
  });

  it('given no notification, then the wait ends by itself, and the next one waits again', async () => {
    const signal = new Signal();
    signal.notify();
    await signal.wait(LONG_MS);
    await signal.wait(1);
  });
});
