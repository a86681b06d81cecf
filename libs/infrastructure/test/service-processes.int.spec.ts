import { request } from 'undici';
import { freePort, ServiceProcesses } from '#infrastructure';
import { eventually, testInfrastructure } from '#testing';

describe('service processes', () => {
  let services: ServiceProcesses;
  let port: number;

  beforeAll(async () => {
    services = new ServiceProcesses(await testInfrastructure());
    port = await freePort();
  });
  afterAll(() => services.stopAll());

  const command = {
    entry: 'dist/libs/infrastructure/test/programs/answer.js',
    env: {},
    ready: '/healthz',
  } as const;

  it('given a service that dies, then it is started again on its port', async () => {
    await services.start({ ...command, name: 'answer', port });
    const first = services.pids()['answer'] ?? 0;

    process.kill(first, 'SIGKILL');

    const second = await eventually(async () => {
      const pid = Number(await (await request(`http://127.0.0.1:${port}/`)).body.text());
      return pid !== first && pid;
    });
    expect(services.pids()).toEqual({ answer: second });
  });

  it('given a service that ends before it is ready, then the failure shows the end of its log', async () => {
    const failing = services.start({
      ...command,
      name: 'absent',
      entry: 'dist/absent.js',
      port: await freePort(),
    });

    await expect(failing).rejects.toThrow(/absent did not become ready[^]*Cannot find module/);
  });
});
