import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { originOf } from './origins.js';

/**
 * The yardstick, a program of its own: posts the same bodies to the same receivers with nothing but
 * `undici`, 64 at a time. `bare-client.js PORT SUBSCRIBERS REQUESTS WARM_UP BODIES_FILE`; prints
 * requests per second, those of the warm-up left out.
 */
const CONCURRENCY = 64;
const [port, subscribers, requests, warmUp] = process.argv.slice(2, 6).map(Number) as [
  number,
  number,
  number,
  number,
];
const bodies = JSON.parse(readFileSync(process.argv[6] ?? '', 'utf8')) as string[];
const buffers = bodies.map((body) => Buffer.from(body));
const urls = Array.from({ length: subscribers }, (_, i) => `${originOf(i, port)}/live/${i}`);
const dispatcher = new Agent({ connections: 8 });

async function post(count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const { body } = await request(urls[i % urls.length] ?? '', {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/cloudevents+json' },
        body: buffers[Math.floor(i / urls.length) % buffers.length] ?? null,
      });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

await post(warmUp);
const start = performance.now();
await post(requests);
process.stdout.write(`${requests / ((performance.now() - start) / 1000)}\n`);
await dispatcher.close();
