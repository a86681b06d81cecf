import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAlive, stopProcess } from './processes.js';

describe('stopProcess', () => {
  it('given a process id that a stranger has now, then the stranger lives', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = stranger.pid ?? 0;

    await stopProcess({ name: 'kafka', pid, marker: 'run-of-mine', signal: 'SIGTERM' }, 0);

    expect(isAlive(pid)).toBe(true);
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('given a process of ours that ignores being asked, then it is killed', async () => {
    const code = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)';
    const ours = spawn(process.execPath, ['-e', code, 'run-of-mine'], { detached: true });
    await once(ours.stdout, 'data');
    const exit = once(ours, 'exit');

    await stopProcess(
      { name: 'kafka', pid: ours.pid ?? 0, marker: 'run-of-mine', signal: 'SIGTERM' },
      100,
    );

    expect(await exit).toEqual([null, 'SIGKILL']);
  });
});
