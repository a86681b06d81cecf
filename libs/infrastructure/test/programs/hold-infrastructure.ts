import { findInfrastructure, freePort, ServiceProcesses } from '#infrastructure';

/** A run of its own for the specs: says what it started, then stays until it is told to end. */
const infrastructure = await findInfrastructure({
  purpose: 'test',
  mode: 'embedded',
  report: (line) => console.error(line),
  exitCode: 0,
});
const services = new ServiceProcesses(infrastructure);
const port = await freePort();
await services.start({
  name: 'answer',
  entry: 'dist/libs/infrastructure/test/programs/answer.js',
  port,
  env: {},
  ready: '/healthz',
});
const { runDir, postgres, kafka } = infrastructure;
const pids = [postgres.pid, kafka.pid, ...Object.values(services.pids())];
console.log(JSON.stringify({ runDir, adminUrl: postgres.adminUrl, pids }));
setInterval(() => undefined, 60_000);
