import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { originOf } from './origins.js';

/**
 * The yardstick, a program of its own: posts the same bodies to the same receivers with nothing but
 * `undici`, 64 at a time. `bare-client.js PORT SUBSCRIBERS REQUESTS BODIES_FILE`; prints requests per second.
 */
const CONCURRENCY = 64;
const [port, subscribers, requests, bodiesFile] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const bodies = JSON.parse(readFileSync(bodiesFile, 'utf8')) as string[];
const buffers = bodies.map((body) => Buffer.from(body));
const origins = Array.from({ length: Number(subscribers) }, (_, i) => originOf(i, Number(port)));
const dispatcher = new Agent({ connections: 8 });

let next = 0;
async function worker(): Promise<void> {
  for (let i = next++; i < Number(requests); i = next++) {
    const subscriber = i % origins.length;
    const { body } = await request(`${origins[subscriber]}/${subscriber}`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/cloudevents+json' },
      body: buffers[Math.floor(i / origins.length) % buffers.length] ?? null,
    });
    await body.dump();
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: CONCURRENCY }, worker));
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${Number(requests) / seconds}\n`);
await dispatcher.close();
