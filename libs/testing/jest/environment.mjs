import { performance } from 'node:perf_hooks';
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';
import { setTimeout as wait } from 'node:timers/promises';

const GRACE_MS = 5000;
const POLL_MS = 25;

/**
 * Fails a test file that leaves a service, a consumer, a child or a connection behind. It runs after
 * the file's own `afterAll`, and asks the process what is open, so nothing has to be registered.
 * Jest wants a default export.
 */
export default class LeavesNothingBehind extends NodeEnvironment {
  async setup() {
    await super.setup();
    this.before = new Set(process._getActiveHandles());
  }

  async handleTestEvent(event, state) {
    if (event.name !== 'run_finish') return;
    // The file's own run: databases dropped, folder removed. Registered by libs/testing.
    const endings = this.global[Symbol.for('yichu.test.endings')] ?? [];
    const left = await this.leftBehind();
    for (const end of endings.reverse()) await end();
    if (left.length === 0) return;
    // Ended here, so that Jest itself can exit.
    for (const { handle } of left) endHandle(handle);
    // Added to what the tests themselves found, which a throw would hide.
    const names = left.map(({ name }) => name).join('\n  ');
    state.unhandledErrors.push(new Error(`The test file left behind:\n  ${names}`));
  }

  async leftBehind() {
    const deadline = performance.now() + GRACE_MS;
    for (;;) {
      const left = await this.open();
      if (left.length === 0 || performance.now() > deadline) return left;
      await wait(POLL_MS);
    }
  }

  async open() {
    const host = globalThis[Symbol.for('yichu.test.host')];
    const left = [];
    for (const handle of process._getActiveHandles()) {
      const name = this.before.has(handle) ? undefined : nameOf(handle);
      if (name && !(await host?.owns(handle))) left.push({ name, handle });
    }
    return left;
  }
}

function endHandle(handle) {
  if (handle.constructor.name === 'ChildProcess') handle.kill('SIGKILL');
  else if (handle.constructor.name === 'Server') handle.close();
  else handle.destroy();
}

/** What a person would call an open handle; undefined for those that are the process's own, such as pipes. */
function nameOf(handle) {
  switch (handle.constructor?.name) {
    case 'ChildProcess':
      return `the process ${handle.pid}: ${handle.spawnargs?.join(' ')}`;
    case 'Server':
      return handle.listening === false ? undefined : `a server on port ${handle.address()?.port}`;
    case 'Socket':
    case 'TLSSocket':
      return handle.remotePort === undefined
        ? undefined
        : `a connection to port ${handle.remotePort}`;
    default:
      return undefined;
  }
}
