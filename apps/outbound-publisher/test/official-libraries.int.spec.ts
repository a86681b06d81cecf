import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { ObjectLiteral } from 'typeorm';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

/** Kept between runs, so that only the first one needs the package index. */
const FOLDER = join(process.cwd(), '.yichu', 'python-standardwebhooks');
const PYTHON = join(FOLDER, 'bin', 'python');

const SCRIPT = `
import base64, json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

given = json.load(sys.stdin)
webhook = Webhook(given["secret"])
verified, forged = [], 0
for delivery in given["deliveries"]:
    body = base64.b64decode(delivery["body"])
    verified.append(webhook.verify(body, delivery["headers"])["id"])
    try:
        webhook.verify(body + b" ", delivery["headers"])
    except WebhookVerificationError:
        forged += 1
print(json.dumps({"verified": verified, "refused": forged}))
`;

/** Installs PyPI's library. @returns why that is not possible here, or null. */
function whyNoPython(): string | null {
  const run = (file: string, parameters: string[]): void => {
    execFileSync(file, parameters, { stdio: 'pipe', timeout: 120_000 });
  };
  try {
    if (!existsSync(PYTHON)) run('python3', ['-m', 'venv', FOLDER]);
  } catch {
    return 'python3 with venv is not installed';
  }
  try {
    run(PYTHON, ['-c', 'import standardwebhooks']);
    return null;
  } catch {
    try {
      run(PYTHON, ['-m', 'pip', 'install', '--quiet', 'standardwebhooks==1.0.1']);
      return null;
    } catch {
      return 'pip could not install standardwebhooks';
    }
  }
}

const obstacle = whyNoPython();
if (obstacle) console.warn(`SKIPPED: the Python library verifies nothing here: ${obstacle}`);

let publisher: PublisherUnderTest;
let platform: TestPlatform;
let stream: ObjectLiteral;
let fresh: string;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  platform = await new TestPlatform().start();
  const { id } = await publisher.enable();
  stream = await publisher.open(id, platform.webhook);
  const listing = aListing();
  await publisher.announce(listing.published());
  await publisher.service.get(DeliveryEngine).drain();
  const rotated = await publisher.post(`/v1/streams/${stream['id'] as string}/rotate-secret`, {});
  fresh = rotated.body['signingSecret'] as string;
  await publisher.service.get(DeliveryEngine).drain();
  await publisher.announce(listing.removed());
  await publisher.service.get(DeliveryEngine).drain();
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

/** The first delivery was signed before the secret changed, the second one in the overlap. */
describe('deliveries as they arrive', () => {
  it('are verified by the npm library, under the old secret and in the overlap under both', () => {
    const [before, overlapping] = platform.arrivals;
    const verify = (secret: string, arrival = before): unknown =>
      new Webhook(secret).verify(arrival?.body ?? '', arrival?.headers as Record<string, string>);
    const old = stream['signingSecret'] as string;
    expect(verify(old)).toMatchObject({ id: before?.eventId });
    expect(verify(old, overlapping)).toMatchObject({ id: overlapping?.eventId });
    expect(verify(fresh, overlapping)).toMatchObject({ id: overlapping?.eventId });
    expect(() => verify(fresh)).toThrow();
  });

  const itWithPython = obstacle ? it.skip : it;
  itWithPython(`are verified by the PyPI library${obstacle ? ` (${obstacle})` : ''}`, () => {
    const ids = platform.arrivals.map(({ eventId }) => eventId);
    expect(askPython(stream['signingSecret'] as string, platform.arrivals)).toEqual({
      verified: ids,
      refused: 2,
    });
    expect(askPython(fresh, platform.arrivals.slice(1))).toEqual({
      verified: ids.slice(1),
      refused: 1,
    });
  });
});

function askPython(secret: string, arrivals: TestPlatform['arrivals']): unknown {
  const deliveries = arrivals.map(({ body, headers }) => ({
    body: body.toString('base64'),
    headers,
  }));
  const input = JSON.stringify({ secret, deliveries });
  return JSON.parse(execFileSync(PYTHON, ['-c', SCRIPT], { input, encoding: 'utf8' }));
}
