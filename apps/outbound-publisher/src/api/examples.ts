/** What answers look like, for the OpenAPI document. */
const IDS = {
  subscriber: 'sub_01J00000000000000000000000',
  stream: 'str_01J00000000000000000000000',
  obligation: 'obl_01J00000000000000000000000',
  event: 'evt_01J00000000000000000000000',
  listing: 'lst_01J00000000000000000000000',
};
const AT = '2026-11-23T08:00:00.000Z';
const ADDRESS = 'https://127.0.0.1:4101/yichu';
const FILE = {
  name: 'listings-13.ndjson.gz',
  bytes: 5_120,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

const subscriber = {
  id: IDS.subscriber,
  name: '某某企业征信平台',
  type: 'COMMERCIAL_CREDIT_PLATFORM',
  contract: {
    scope: { regions: ['皖'] },
    lookup: { urlTemplate: 'https://127.0.0.1:4101/lookup?ref={listingRef}' },
    probe: { consent: true, settleSeconds: 60 },
    independentSource: false,
    stateTransfer: false,
  },
  contractVersion: 1,
  enabledAt: AT,
};

const stream = {
  ...{ id: IDS.stream, subscriber: IDS.subscriber, channel: 'webhook', status: 'enabled' },
  ...{ url: ADDRESS, keyId: 'publisher-1', createdAt: AT },
};

const standing = {
  ...{ settledOffset: 7, lag: 0, nextDueAt: null },
  waiting: { retry: 0, nacked: 0, again: 0, behind: 0 },
  breaker: { state: 'closed', reason: null, failedProbes: 0, since: null, nextProbeAt: null },
  lastFailure: null,
};

const attempt = {
  ...{ id: 'dlv_01J00000000000000000000000', stream: IDS.stream, obligation: IDS.obligation },
  ...{ offset: 7, attempt: 1, startedAt: AT, finishedAt: AT, durationMs: 12 },
  ...{ outcome: 'delivered', httpStatus: 204, detail: null, answer: null },
  request: {
    ...{ method: 'POST', url: ADDRESS, topic: null },
    headers: { 'webhook-id': IDS.event },
    body: '{"type":"listing.withdrawn.v1"}',
  },
};

const obligation = {
  ...{ id: IDS.obligation, subscriber: IDS.subscriber, listing: IDS.listing, restriction: null },
  ...{ version: 2, eventId: IDS.event, eventType: 'listing.withdrawn.v1', offset: 7 },
  ...{ state: 'verified', flags: [] as string[], supersededBy: null },
  ...{ deliveredAt: AT, appliedAt: AT, verifiedAt: AT, applyBy: '2026-11-26T16:00:00.000Z' },
  lastLook: { at: AT, result: 'absent', reason: null },
};

const history = {
  ...obligation,
  ...{ decision: 'dec_01J00000000000000000000000', availableAt: AT, claimedAt: AT, closedAt: null },
  ...{ applyByProvisional: false, legalBasis: '法释〔2017〕7号 第十条', slaSource: 'CONTRACT' },
  nextLookAt: AT,
  receipts: [
    { id: 'rcp_01J00000000000000000000000', stage: 'applied', appliedAt: AT, receivedAt: AT },
  ],
  attempts: [attempt],
  looks: [
    { at: AT, version: 2, result: 'absent', reason: null, control: 'present', counted: true },
  ],
};

const replay = {
  ...{ id: 'rpl_01J00000000000000000000000', status: 'pushing' },
  ...{ subscriber: IDS.subscriber, stream: null, listing: null, state: null, from: null, to: null },
  ...{ requestedBy: 'operations-1', createdAt: AT, endedAt: null },
};

const skipped = {
  ...{ id: '1', obligation: IDS.obligation, subscriber: IDS.subscriber, listing: IDS.listing },
  ...{ version: 1, reason: 'superseded', supersededBy: 2 },
};

const snapshot = {
  ...{ id: 'snp_01J00000000000000000000000', state: 'published', epoch: 1, number: 13 },
  ...{ previous: 7, scope: { regions: ['皖'] }, listings: 2, added: 1, changed: 0, removed: 1 },
  createdAt: AT,
};

const manifest = {
  type: 'yichu.snapshot-manifest.v1',
  ...{ issuer: 'https://publisher.example', audience: IDS.subscriber, epoch: 1 },
  ...{ number: 13, previous: 7, createdAt: AT, scope: { regions: ['皖'] } },
  counts: { listings: 2, added: 1, changed: 0, removed: 1 },
  full: { ...FILE, url: `https://publisher.example/v1/streams/${IDS.stream}/snapshots/13/files/x` },
  deltas: [{ from: 7, to: 13, ...FILE, url: 'https://publisher.example/…' }],
  cursor: '1.7',
};

const page = <Item>(...data: Item[]) => ({ data, next: null });

export const examples = {
  subscribers: page(subscriber),
  subscriber: { ...subscriber, streams: [stream] },
  streams: page(stream),
  stream: { ...stream, push: standing },
  attempts: page(attempt),
  obligations: page(obligation),
  obligation,
  history,
  replays: page(replay),
  replay: {
    ...replay,
    progress: {
      ...{ selected: 12, skipped: 2, queued: 10, sent: 8, delivered: 7, failed: 1 },
      ...{ overtaken: 0, done: false },
    },
  },
  skipped: page(skipped),
  snapshots: page(snapshot),
  manifest,
  jwks: {
    keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: 'registry-1', x: '…' }],
  },
};
