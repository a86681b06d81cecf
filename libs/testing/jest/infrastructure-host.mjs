import { createServer } from 'node:http';
import { findInfrastructure } from '../../../dist/libs/infrastructure/src/index.js';

/** Lends one Postgres and one Kafka to all test files of a run; starts them when first asked. */
export async function openHost() {
  let found;
  const infrastructure = () =>
    (found ??= findInfrastructure({ purpose: 'test', report: console.error }));
  const server = createServer((_request, response) => {
    infrastructure().then(
      ({ runId, postgres, kafka }) => response.end(JSON.stringify({ runId, postgres, kafka })),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    infrastructure,
    /** Whether an open handle is the host's own, when a spec runs in the same process. */
    async owns(handle) {
      const { postgres, kafka } = (await found) ?? {};
      return (
        handle === server ||
        (handle.pid !== undefined && [postgres?.pid, kafka?.pid].includes(handle.pid))
      );
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await (await found?.catch(() => undefined))?.stop();
    },
  };
}
