import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { addMonths, shanghaiDate } from '#calendar';
import { checkUscc } from '#identifiers';
import { aPerson, aUnit, COURT, ID_NUMBER, OTHER_COURT } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest, type Answer } from './registry-under-test.js';

const DAY_MS = 24 * 60 * 60 * 1000;
let firms = 0;

/** A code that is valid and nobody else's: its two check characters are found by trying. */
function aCode(): string {
  firms += 1;
  const body = `91340100TE5T${String(firms).padStart(4, '0')}`;
  for (const inner of '0123456789X') {
    for (const last of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
      if (checkUscc(body + inner + last).ok) return body + inner + last;
    }
  }
  throw new Error('There is no such code.');
}

describe('status at a time', () => {
  let registry: RegistryUnderTest;
  /** Each test has firms and days of its own; time only goes on. */
  let start: Date;
  let code: string;
  let otherCode: string;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  beforeEach(() => {
    registry.clock.advance(DAY_MS);
    start = registry.clock.now();
    [code, otherCode] = [aCode(), aCode()];
  });
  afterAll(() => registry.stop());

  const day = (n: number) => new Date(start.getTime() + n * DAY_MS);

  const firm = (more: Parameters<typeof aUnit>[0] = {}, uscc = code) =>
    aUnit({ subject: { type: 'UNIT', name: '杭州一诺商贸有限公司', uscc }, ...more });

  /** As anybody, without a token. */
  function ask(query: Record<string, string> = {}, uscc = code, token?: string): Promise<Answer> {
    return registry.ask(
      `/v1/subjects/${uscc}/status?${new URLSearchParams(query).toString()}`,
      token,
    );
  }

  async function listedAt(at: Date, more: Record<string, string> = {}, uscc = code) {
    const { status, body } = await ask({ at: at.toISOString(), ...more }, uscc);
    expect(status).toBe(200);
    return (body.listings as { id: string }[]).map(({ id }) => id);
  }

  async function ordered(listingId: string, more: Parameters<typeof anOrder>[1]) {
    await registry.order(
      anOrder(listingId, { effectiveAt: registry.clock.now().toISOString(), ...more }),
    );
  }

  it('given a listing, then anybody is told of it at once, signed, and can verify that offline', async () => {
    const body = firm();
    const id = await registry.list(body);
    const { status, body: answer } = await ask();
    expect(status).toBe(200);
    const { statement, ...said } = answer as { statement: string };
    expect(said).toEqual({
      subject: { type: 'UNIT', uscc: code },
      at: start.toISOString(),
      knownAt: start.toISOString(),
      completeThrough: start.toISOString(),
      recordedSince: expect.any(String) as string,
      withholds: ['REVOKED_AS_ERROR', 'CORRECTED_SUBJECT'],
      listings: [
        {
          id,
          court: { code: COURT, name: expect.any(String) as string },
          caseNumber: body.caseNumber,
          grounds: ['L1_ABLE_BUT_REFUSES'],
          since: start.toISOString(),
          until: null,
          termEndsOn: null,
        },
      ],
      notice: expect.stringContaining('仅说明') as string,
    });

    const jwks = (await registry.ask('/.well-known/jwks.json')).body as JSONWebKeySet;
    const { payload, protectedHeader } = await compactVerify(statement, createLocalJWKSet(jwks));
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'yichu-status+jwt' });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({
      iss: 'urn:yichu:registry',
      iat: start.getTime() / 1000,
      ...said,
    });
    expect(JSON.stringify(jwks)).not.toContain('"d"');
  });

  it('given a statement, when shown again, then it is recognised, and not once altered', async () => {
    const { body } = await ask();
    const verify = async (statement: string) =>
      (await registry.post('/v1/statements/verify', { statement })).body;
    expect(await verify(body.statement as string)).toMatchObject({
      valid: true,
      claims: { subject: { uscc: code }, listings: [] },
    });
    const [header, claims, signature] = (body.statement as string).split('.');
    const altered = Buffer.from(claims!, 'base64url').toString().replace(code, otherCode);
    const forged = `${header}.${Buffer.from(altered).toString('base64url')}.${signature}`;
    expect(await verify(forged)).toMatchObject({ valid: false });
    expect(await verify(await registry.as('service'))).toMatchObject({ valid: false });
  });

  it('given a listing that came and went, then each time is answered as it was, and only as a point in time', async () => {
    const id = await registry.list(firm());
    registry.clock.set(day(10));
    await ordered(id, {});
    registry.clock.set(day(20));

    expect(await listedAt(day(-1))).toEqual([]);
    expect(await listedAt(day(5))).toEqual([id]);
    expect(await listedAt(day(15))).toEqual([]);
    expect((await ask()).body.listings).toEqual([]);
    const { body } = await ask({ at: day(5).toISOString() });
    expect(body.listings).toMatchObject([
      { since: start.toISOString(), until: day(10).toISOString() },
    ]);
  });

  it('given a shield and its breach, then the shielded time is not revealed', async () => {
    const id = await registry.list(firm());
    registry.clock.set(day(1));
    await ordered(id, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' });
    registry.clock.set(day(2));
    expect((await ask()).body.listings).toEqual([]);
    await ordered(id, { action: 'RESTORE', basis: 'T_TEMP_SHIELD', orderNo: 2 });
    registry.clock.set(day(3));
    expect([await listedAt(day(1)), await listedAt(day(3))]).toEqual([[], [id]]);
  });

  it('given a firm under several listings, then each is named for itself, and nobody else’s', async () => {
    const first = await registry.list(firm());
    const second = await registry.list(firm({ caseNumber: '（2026）皖0103执7号' }), OTHER_COURT);
    await registry.list(firm({}, otherCode));
    const { body } = await ask();
    expect(body.listings).toMatchObject([
      { id: first, court: { code: COURT } },
      { id: second, court: { code: OTHER_COURT }, caseNumber: '（2026）皖0103执7号' },
    ]);
  });

  it('given an order that was recorded later than it took effect, then `knownAt` tells what was known', async () => {
    const id = await registry.list(firm());
    registry.clock.set(day(12));
    await ordered(id, { effectiveAt: day(10).toISOString() });
    registry.clock.set(day(20));
    expect(await listedAt(day(11))).toEqual([]);
    expect(await listedAt(day(11), { knownAt: day(11).toISOString() })).toEqual([id]);
  });

  it('given a correction of grounds and of whom it names, then what was known before stays as it was', async () => {
    const id = await registry.list(firm());
    const before = (await ask()).body;
    registry.clock.set(day(1));
    const { body: correction } = await registry.post(`/v1/listings/${id}/corrections`, {
      subject: { type: 'UNIT', name: '杭州一诺商贸有限公司', uscc: otherCode },
      grounds: ['L4_ASSET_REPORT'],
    });
    await ordered(id, {
      action: 'CORRECT',
      basis: 'X_CORRECTED',
      correction: { correctionRef: correction.id as string, digest: correction.digest as string },
    });
    registry.clock.set(day(2));
    expect(await listedAt(start)).toEqual([]);
    expect((await ask({ at: start.toISOString() }, otherCode)).body.listings).toMatchObject([
      { id, grounds: ['L4_ASSET_REPORT'] },
    ]);
    const then = { knownAt: start.toISOString() };
    expect(await listedAt(start, then, otherCode)).toEqual([]);
    // It was never about the first firm, so its history shows nothing; a court's own does.
    expect(await listedAt(start, then)).toEqual([]);
    const judge = await registry.as('judge', COURT);
    const { body: again } = await ask({ at: start.toISOString(), ...then }, code, judge);
    expect(again.listings).toEqual(before.listings);
  });

  it('given a listing revoked as an error, then the public is never told of it, and a court what it once believed', async () => {
    const id = await registry.list(firm());
    registry.clock.set(day(1));
    await ordered(id, { basis: 'X_REVOKED_ERROR' });
    registry.clock.set(day(2));
    const past = { at: start.toISOString(), knownAt: start.toISOString() };
    expect((await ask(past)).body).toMatchObject({
      withholds: ['REVOKED_AS_ERROR', 'CORRECTED_SUBJECT'],
      listings: [],
    });
    const judge = await registry.as('judge', COURT);
    expect((await ask(past, code, judge)).body).toMatchObject({
      withholds: [],
      listings: [{ id }],
    });
    expect((await ask({ at: start.toISOString() }, code, judge)).body.listings).toEqual([]);
    expect((await ask(past, code, 'nonsense')).status).toBe(401);
  });

  it('given codes as people and old records have them, then they can be asked for; an identity number not', async () => {
    const id = await registry.list(firm());
    await registry.rows(`UPDATE listing SET uscc = 'TE5T00016' WHERE id = $1`, [id]);
    for (const legacy of ['te5t0001-6', 'ＴＥ５Ｔ０００１６']) {
      expect((await ask({}, encodeURIComponent(legacy))).body.listings).toMatchObject([{ id }]);
    }
    const { status, body } = await ask({}, ID_NUMBER);
    expect([status, body.errors]).toMatchObject([422, [{ rule: 'ID_NUMBER_IN_ADDRESS' }]]);
    expect(JSON.stringify(body)).not.toContain(ID_NUMBER);
    // Numbers with one slip in them: a signed answer would repeat each as a unit's code.
    for (const slip of ['340104190006150010', '34010419000615001', '340104190013150018']) {
      const refused = await ask({}, slip);
      expect([refused.status, refused.body.errors]).toMatchObject([
        422,
        [{ rule: 'ID_NUMBER_IN_ADDRESS' }],
      ]);
      expect(JSON.stringify(refused.body)).not.toContain(slip);
    }
    expect((await ask({}, encodeURIComponent('no code!'))).status).toBe(422);
    expect((await ask({ at: '2026-11-23' })).status).toBe(422);
  });

  describe('of a person', () => {
    const askAbout = async (idNumber: string, token: string) =>
      registry.post('/v1/subjects/status', { idNumber }, token);

    it('given a token, then it is answered, masked, and recorded as a disclosure without the person', async () => {
      const id = await registry.list(aPerson());
      for (const role of ['operations', 'service', 'officer'] as const) {
        const token = await registry.as(role, role === 'officer' ? OTHER_COURT : undefined);
        const { status, body } = await askAbout(ID_NUMBER, token);
        expect([status, body]).toMatchObject([
          200,
          {
            subject: { type: 'PERSON', maskedIdNumber: '3401041900****0018' },
            listings: [{ id }],
          },
        ]);
        expect(JSON.stringify(body)).not.toContain(ID_NUMBER);
      }
      const ledger = await registry.rows(
        `SELECT actor, subject, detail FROM ledger WHERE action = 'subject.status-disclosed' ORDER BY seq`,
      );
      expect(ledger).toMatchObject(
        ['operations-1', 'service-1', 'officer-1'].map((actor) => ({
          actor,
          subject: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
          detail: { listings: [id] },
        })),
      );
      expect(JSON.stringify(ledger)).not.toContain('3401041900');
    });

    it('given a number of 15 digits, then it is asked for as the one that replaced it', async () => {
      const id = await registry.list(aPerson({}, '110101199003070011'));
      const { status, body } = await askAbout('110101900307001', await registry.as('operations'));
      expect([status, body]).toMatchObject([
        200,
        { subject: { maskedIdNumber: '1101011990****0011' }, listings: [{ id }] },
      ]);
    });

    it('given no token, then nothing is told', async () => {
      await registry.list(aPerson());
      const { status } = await registry.ask('/v1/subjects/status', undefined, {
        idNumber: ID_NUMBER,
      });
      expect(status).toBe(401);
    });
  });

  describe('beyond what the register can answer for', () => {
    const refused = async (query: Record<string, string>, field: string) => {
      const { status, body } = await ask(query);
      expect([status, body.errors]).toMatchObject([422, [{ field, rule: 'BEYOND_COMPLETE' }]]);
      return body.completeThrough as string;
    };

    it('given a time to come, then it is refused, and how far it reaches is told', async () => {
      for (const field of ['at', 'knownAt']) {
        expect(await refused({ [field]: day(1).toISOString() }, field)).toBe(start.toISOString());
      }
    });

    it('given an order that waits, then nothing is answered for the time since, and all for the time before', async () => {
      const id = await registry.list(firm());
      await listedAt(start);
      registry.clock.set(day(1));
      await registry.inTransaction(async (run) => {
        await run(`SELECT 1 FROM listing WHERE id = $1 FOR UPDATE`, [id]);
        await registry.send(anOrder(id));
        expect(await refused({ at: day(1).toISOString() }, 'at')).toBe(start.toISOString());
        expect(await listedAt(start)).toEqual([id]);
      });
      await registry.settle();
      expect(await listedAt(day(1))).toEqual([]);
    });

    it('given an order that could not be read, then its listing is answered for up to then, and others further', async () => {
      const id = await registry.list(firm());
      const other = await registry.list(firm({}, otherCode));
      const bytes = Buffer.from(JSON.stringify({ type: 'order.issued.v9', partitionkey: id }));
      const jws = await registry.signAs(`court:${COURT}`, bytes);
      await registry.sendBytes(bytes, jws, id);
      await registry.settle();
      await registry.rows(`UPDATE parked SET parked_at = $1`, [day(1)]);
      registry.clock.set(day(2));
      expect(await refused({ at: day(2).toISOString() }, 'at')).toBe(day(1).toISOString());
      expect(await listedAt(day(1))).toEqual([id]);
      expect(await listedAt(day(2), {}, otherCode)).toEqual([other]);
    });

    it('given a write under way, then the time since is not answered for before it has ended', async () => {
      await listedAt(start);
      registry.clock.set(day(1));
      await registry.inTransaction(async (run) => {
        await run(
          `INSERT INTO forged_copy (order_id, digest, recorded_at) VALUES ('a', 'b', now())`,
        );
        expect(await refused({ at: day(1).toISOString() }, 'at')).toBe(start.toISOString());
      });
      expect(await listedAt(day(1))).toEqual([]);
    });

    it('given a term that has ended and was not applied yet, then it is answered for up to its last instant', async () => {
      const lastDay = shanghaiDate(day(10));
      const id = await registry.list(
        firm({
          grounds: ['L4_ASSET_REPORT'],
          filedOn: '2024-01-10',
          decidedOn: addMonths(lastDay, -24),
        }),
      );
      registry.clock.set(day(12));
      const lastInstant = new Date(`${lastDay}T23:59:59.999+08:00`).toISOString();
      expect((await ask()).body).toMatchObject({ at: lastInstant, listings: [{ id }] });
      expect(await refused({ at: day(11).toISOString() }, 'at')).toBe(lastInstant);
      await registry.runTimers();
      expect((await ask()).body).toMatchObject({ at: day(12).toISOString(), listings: [] });
      expect(await listedAt(new Date(lastInstant))).toEqual([id]);
    });
  });
});
