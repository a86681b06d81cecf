import { createHmac } from 'node:crypto';
import type { ObjectLiteral } from 'typeorm';
import { eventually, FixedClock } from '#testing';
import { PublisherUnderTest, type Answer, type EnabledSubscriber } from './publisher-under-test.js';
import { Receiver } from './written-receiver.js';

const HOUR = 60 * 60 * 1000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let receiver: Receiver;
let moved: Receiver;
let subscriber: EnabledSubscriber;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
afterAll(() => publisher.stop());
beforeEach(async () => {
  receiver = await new Receiver().start();
  moved = await new Receiver().start();
  subscriber = await publisher.enable();
});
afterEach(async () => {
  await receiver.stop();
  await moved.stop();
});

const pathOf = (stream: ObjectLiteral, what = ''): string =>
  `/v1/streams/${stream['id'] as string}${what}`;
const verify = async (stream: ObjectLiteral): Promise<ObjectLiteral> =>
  (await publisher.post(pathOf(stream, '/verify'), {})).body;
const setStatus = async (
  stream: ObjectLiteral,
  status: string,
  token?: string,
): Promise<[number, unknown]> => {
  const answer = await publisher.post(pathOf(stream, '/status'), { status }, token);
  return [answer.status, answer.status === 200 ? answer.body['status'] : ruleOf(answer)];
};
const openOwn = (body: object = { channel: 'webhook', url: receiver.url }): Promise<Answer> =>
  publisher.post(`/v1/subscribers/${subscriber.id}/streams`, body, subscriber.token);
const ruleOf = ({ body }: Answer): unknown =>
  (body['errors'] as { rule: string }[] | undefined)?.[0]?.rule;
/** Which of these secrets a push is signed with now, as its receiver finds out. */
const signersOf = async (stream: ObjectLiteral, ...secrets: unknown[]): Promise<unknown[]> => {
  await publisher.post(pathOf(stream, '/test'), {});
  const { headers, body } = receiver.seen.at(-1) ?? {};
  const signed = `${String(headers?.['webhook-id'])}.${String(headers?.['webhook-timestamp'])}.${body ?? ''}`;
  return secrets.filter((secret) => {
    const key = Buffer.from(String(secret).slice('whsec_'.length), 'base64');
    const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    return String(headers?.['webhook-signature']).split(' ').includes(signature);
  });
};
const ledgerOf = async (stream: ObjectLiteral): Promise<unknown[]> =>
  (
    await publisher.rows('SELECT action FROM ledger WHERE subject = $1 ORDER BY seq', [
      stream['id'],
    ])
  ).map(({ action }) => action as unknown);

describe('an address that a subscriber gives while its stream stands still', () => {
  it.each(['paused', 'disabled'])('%s: is neither tested nor resumed unproven', async (status) => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    await setStatus(stream, status);
    const edited = await publisher.patch(pathOf(stream), { url: moved.url }, subscriber.token);
    expect(edited.body).toMatchObject({ status, url: moved.url, mustProve: true });
    const tested = await publisher.post(pathOf(stream, '/test'), {}, subscriber.token);
    expect([tested.status, ruleOf(tested)]).toEqual([409, 'NOT_VERIFIED']);
    const resumed = await publisher.post(pathOf(stream, '/status'), { status: 'enabled' });
    expect(resumed.body).toMatchObject({
      status: 'pending',
      message: expect.stringContaining('/verify'),
    });
    expect(moved.seen).toEqual([]);
    expect(await verify(stream)).toMatchObject({ status: 'enabled', verified: true });
    expect(await ledgerOf(stream)).toEqual([
      'stream.opened',
      `stream.${status}`,
      'stream.edited',
      'stream.pending',
      'stream.verified',
    ]);
  });

  it('resumes at once when it was verified meanwhile', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    await setStatus(stream, 'paused');
    await publisher.patch(pathOf(stream), { url: moved.url }, subscriber.token);
    expect(await verify(stream)).toMatchObject({ status: 'paused', verified: true });
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'enabled']);
  });

  it('is operations’ to vouch for: by its name, or by giving it themselves', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const vouch = (url: string): Promise<Answer> =>
      publisher.post(pathOf(stream, '/status'), { status: 'enabled', vouchFor: url });
    await setStatus(stream, 'paused');
    await publisher.patch(pathOf(stream), { url: moved.url }, subscriber.token);
    // Who clicks twice, or asks again for an answer that was lost, has not looked at the address.
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'pending']);
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'pending']);
    const other = await vouch(receiver.url);
    expect([other.status, ruleOf(other)]).toEqual([409, 'ADDRESS_CHANGED']);
    expect((await vouch(moved.url)).body).toMatchObject({ status: 'enabled' });
    await setStatus(stream, 'paused');
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'enabled']);
    await setStatus(stream, 'paused');
    await publisher.patch(pathOf(stream), { url: receiver.url });
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'enabled']);
    expect(await ledgerOf(stream)).toEqual([
      'stream.opened',
      ...['stream.paused', 'stream.edited', 'stream.pending', 'stream.enabled'],
      ...['stream.paused', 'stream.enabled'],
      ...['stream.paused', 'stream.edited', 'stream.enabled'],
    ]);
  });

  it('is not a subscriber’s to vouch for, and needs something to be enabled', async () => {
    const { body: stream } = await openOwn();
    const path = pathOf(stream, '/status');
    const vouched = { status: 'enabled', vouchFor: receiver.url };
    const own = await publisher.post(path, vouched, subscriber.token);
    expect([own.status, ruleOf(own)]).toEqual([403, 'OWN_STATUS']);
    const paused = await publisher.post(path, { ...vouched, status: 'paused' });
    expect([paused.status, ruleOf(paused)]).toEqual([422, 'UNKNOWN_FIELD']);
    expect((await publisher.post(path, vouched)).body).toMatchObject({ status: 'enabled' });
  });

  it('stays owed when what is pending is paused and resumed', async () => {
    const { body: stream } = await openOwn();
    await setStatus(stream, 'paused');
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'pending']);
    // The address is the one that operations saw it opened with.
    expect(await setStatus(stream, 'enabled')).toEqual([200, 'enabled']);
  });
});

describe('a second rotation', () => {
  it('waits for the end of the overlap that was promised, or says that it does not', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const rotate = (body: object): Promise<Answer> =>
      publisher.post(pathOf(stream, '/rotate-secret'), body, subscriber.token);
    const { body: first } = await rotate({ overlapHours: 1 });
    for (const body of [{}, { overlapHours: 0 }]) {
      const again = await rotate(body);
      expect([again.status, ruleOf(again)]).toEqual([409, 'OVERLAP_RUNS']);
      const until = first['previousValidUntil'] as string;
      expect(again.body).toMatchObject({ previousValidUntil: until });
      expect(again.body['detail']).toContain(until);
    }
    expect((await rotate({ overlapHours: 1, dropPrevious: true })).status).toBe(200);
    clock.advance(HOUR);
    expect((await rotate({})).status).toBe(200);
  });

  it('replaces a new secret that never arrived, and the one in use signs on as long as was said', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const rotate = (body: object): Promise<Answer> =>
      publisher.post(pathOf(stream, '/rotate-secret'), body, subscriber.token);
    const none = await rotate({ replaceNewest: true });
    expect([none.status, ruleOf(none)]).toEqual([409, 'NO_OVERLAP']);
    const { body: lost } = await rotate({ overlapHours: 2 });
    const both = await rotate({ replaceNewest: true, dropPrevious: true });
    expect([both.status, ruleOf(both)]).toEqual([422, 'NOT_BOTH']);
    const { body: again } = await rotate({ replaceNewest: true, overlapHours: 0 });
    expect(again).toMatchObject({ previousValidUntil: lost['previousValidUntil'] });
    const { body: longer } = await rotate({ replaceNewest: true, overlapHours: 3 });
    const [inUse, newest] = [stream['signingSecret'], longer['signingSecret']];
    const all = [inUse, lost['signingSecret'], again['signingSecret'], newest];
    expect(await signersOf(stream, ...all)).toEqual([inUse, newest]);
    clock.advance(3 * HOUR);
    expect(await signersOf(stream, ...all)).toEqual([newest]);
  });
});

describe('the rate in force', () => {
  const allow = (rate: string): void => {
    receiver.allow = { 'webhook-allowed-origin': '*', 'webhook-allowed-rate': rate };
  };
  const rateOf = async (stream: ObjectLiteral): Promise<unknown> =>
    (
      await publisher.rows('SELECT rate_per_second AS rate FROM stream WHERE id = $1', [
        stream['id'],
      ])
    )
      .map(({ rate }) => rate as unknown)
      .at(0);

  it('follows the newest handshake up and down, and never exceeds what was agreed', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    await publisher.patch(pathOf(stream), { ratePerSecond: 50 });
    for (const [allowed, inForce] of [
      ['60', 1],
      ['600', 10],
      ['60000', 50],
      ['60', 1],
      ['*', 50],
    ] as const) {
      allow(allowed);
      expect(await verify(stream)).toMatchObject({ ratePerSecond: inForce });
      expect(await rateOf(stream)).toBe(inForce);
    }
  });

  it('keeps to the receiver’s when more is agreed, and forgets it with its address', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    allow('60');
    await verify(stream);
    const agreed = await publisher.patch(pathOf(stream), { ratePerSecond: 40 });
    expect(agreed.body).toMatchObject({ ratePerSecond: 1, allowedRatePerSecond: 1 });
    const elsewhere = await publisher.patch(pathOf(stream), { url: moved.url });
    expect(elsewhere.body).toMatchObject({ ratePerSecond: 40, allowedRatePerSecond: null });
    expect(await rateOf(stream)).toBe(40);
  });
});

describe('what a subscriber can make us do', () => {
  it.each(['verify', 'test', 'rotate-secret'])('%s: few times in a minute', async (step) => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const ask = (): Promise<Answer> =>
      publisher.post(
        pathOf(stream, `/${step}`),
        { ...(step === 'rotate-secret' && { overlapHours: 0 }) },
        subscriber.token,
      );
    for (let i = 0; i < 6; i++) expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, ruleOf(refused)]).toEqual([429, 'SETUP_PACE']);
    clock.advance(10_000);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it('verifies as seldom with many streams: what it may is its own, not each stream’s', async () => {
    const streams = await Promise.all(Array.from({ length: 4 }, () => openOwn()));
    receiver.optionsStatus = 405;
    const answers: Answer[] = [];
    for (let i = 0; i < 5; i++) {
      for (const { body } of streams) {
        answers.push(await publisher.post(pathOf(body, '/verify'), {}, subscriber.token));
      }
    }
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(12);
    expect(receiver.typesSeen()).toHaveLength(12);
    expect(new Set(answers.slice(12).map(ruleOf))).toEqual(new Set(['SETUP_PACE']));
    const other = await publisher.enable();
    const path = `/v1/subscribers/${other.id}/streams`;
    const { body: theirs } = await publisher.post(
      path,
      { channel: 'webhook', url: receiver.url },
      other.token,
    );
    expect((await publisher.post(pathOf(theirs, '/verify'), {}, other.token)).status).toBe(200);
  });

  it('verifies one at a time', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const path = pathOf(stream, '/verify');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => publisher.post(path, {}, subscriber.token)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(receiver.typesSeen().filter((type) => type === 'OPTIONS')).toHaveLength(
      statuses.filter((status) => status === 200).length,
    );
    expect(answers.filter((answer) => ruleOf(answer) === 'SETUP_BUSY').length).toBeGreaterThan(0);
  });

  it('writes nothing down where nothing changes', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    for (const body of [{}, { url: receiver.url }, { ratePerSecond: null }]) {
      expect((await publisher.patch(pathOf(stream), body, subscriber.token)).status).toBe(200);
    }
    expect(await ledgerOf(stream)).toEqual(['stream.opened']);
  });
});

describe('a subscriber’s own streams', () => {
  it('are twenty at most, however many it asks for at once; what it disables makes room', async () => {
    const channels = ['webhook', 'feed', 'snapshot'];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        const channel = channels[i % channels.length];
        return openOwn({ channel, ...(channel === 'webhook' && { url: receiver.url }) });
      }),
    );
    const opened = answers.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(opened).toHaveLength(20);
    const spare = opened.find(({ status }) => status === 'pending') ?? {};
    expect(await setStatus(spare, 'disabled', subscriber.token)).toEqual([200, 'disabled']);
    expect((await openOwn()).status).toBe(201);
    expect((await openOwn()).status).toBe(409);
  });

  it('can be disabled by it, and no more than that, as long as it is told by another', async () => {
    const feed = await publisher.open(subscriber.id);
    const own = (stream: ObjectLiteral, status: string): Promise<[number, unknown]> =>
      setStatus(stream, status, subscriber.token);
    expect(await own(feed, 'paused')).toEqual([403, 'OWN_STATUS']);
    expect(await own(feed, 'disabled')).toEqual([409, 'LAST_STREAM']);
    const other = await publisher.open(subscriber.id);
    const both = await Promise.all([own(feed, 'disabled'), own(other, 'disabled')]);
    expect(both.map(([status]) => status).sort()).toEqual([200, 409]);
    const gone = both[0][0] === 200 ? feed : other;
    expect(await own(gone, 'enabled')).toEqual([403, 'OWN_STATUS']);
    expect(await own(gone, 'disabled')).toEqual([200, 'disabled']);
    expect(await ledgerOf(gone)).toEqual(['stream.opened', 'stream.disabled']);
  });
});

describe('a stream that was pushed to and owes a proof', () => {
  it('cannot be disabled by its subscriber while it is the only one', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    await eventually(
      async () =>
        (await publisher.rows('SELECT FROM push_progress WHERE stream_id = $1', [stream['id']]))
          .length > 0,
    );
    await publisher.patch(pathOf(stream), { url: moved.url }, subscriber.token);
    expect(await setStatus(stream, 'disabled', subscriber.token)).toEqual([409, 'LAST_STREAM']);
    const { body: never } = await openOwn();
    expect(await setStatus(never, 'disabled', subscriber.token)).toEqual([200, 'disabled']);
  });
});

describe('what is wrong', () => {
  it.each([
    [{ optionsStatus: 405 }, 'OPTIONS was answered with 405'],
    [{ allow: {} }, 'lacks the header WebHook-Allowed-Origin'],
    [
      { allow: { 'webhook-allowed-origin': '*', 'webhook-allowed-rate': 'x' } },
      'WebHook-Allowed-Rate must be',
    ],
  ])('with a handshake is said in a sentence: %j', async (how, sentence) => {
    Object.assign(receiver, how);
    const { body: stream } = await openOwn();
    expect(await verify(stream)).toMatchObject({
      handshake: { passed: false, message: expect.stringContaining(sentence) },
    });
  });

  it('with an answer to the event is, and in Chinese for who asks for it', async () => {
    receiver.answer = () => 'ok';
    const { body: stream } = await openOwn();
    const tried = await verify(stream);
    expect(tried).toMatchObject({
      handshake: { message: null },
      verification: { message: expect.stringContaining('{"state":"…"}') },
    });
    await receiver.stop();
    const response = await fetch(`${publisher.service.url}${pathOf(stream, '/verify')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${subscriber.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await response.json()).toMatchObject({
      handshake: { reason: 'NO_ANSWER', message: expect.stringContaining('无法连接') },
    });
  });

  it('with an address is named', async () => {
    const webhook = await publisher.open(subscriber.id, receiver.url);
    const feed = await publisher.open(subscriber.id);
    const given = async (stream: ObjectLiteral, url: unknown): Promise<unknown> => {
      const answer = await publisher.patch(pathOf(stream), { url });
      return [answer.status, ruleOf(answer)];
    };
    expect(await given(webhook, null)).toEqual([422, 'REQUIRED']);
    expect(await given(webhook, 'http://user:pw@127.0.0.1/')).toEqual([422, 'URL_CREDENTIALS']);
    expect(await given(webhook, 'http://10.0.0.1/')).toEqual([422, 'PRIVATE_ADDRESS']);
    expect(await given(feed, receiver.url)).toEqual([409, 'NOT_A_WEBHOOK']);
    const rate = await publisher.patch(pathOf(feed), { ratePerSecond: 5 });
    expect([rate.status, ruleOf(rate)]).toEqual([409, 'NOT_PUSHED']);
  });

  it.each(['feed', 'snapshot', 'kafka'])('with a handshake for a %s is said', async (channel) => {
    const path = `/v1/subscribers/${subscriber.id}/streams`;
    const answer = await publisher.post(path, { channel, handshake: true });
    expect([answer.status, ruleOf(answer)]).toEqual([422, 'UNKNOWN_FIELD']);
  });
});
