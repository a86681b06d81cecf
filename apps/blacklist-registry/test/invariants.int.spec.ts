import { JWS_HEADER } from '#contracts';
import { aPerson, aUnit, ID_NUMBER, OTHER_ID_NUMBER, PERSON_NAME } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

describe('invariants', () => {
  let registry: RegistryUnderTest;
  beforeEach(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterEach(() => registry.stop());

  it("invariant 6: removing one listing never touches another listing of the same subject, nor another debtor's under the same case number", async () => {
    const body = aPerson();
    const removed = await registry.list(body);
    const untouched = [
      await registry.list(aPerson()),
      await registry.list({ ...aPerson({}, OTHER_ID_NUMBER), caseNumber: body.caseNumber }),
      await registry.list({ ...aUnit(), caseNumber: body.caseNumber }),
    ];
    const before = await others(removed);
    for (const [i, step] of (['SHIELD', 'RESTORE', 'REMOVE'] as const).entries()) {
      const basis = step === 'REMOVE' ? 'D1_PERFORMED' : 'T_TEMP_SHIELD';
      await registry.order(anOrder(removed, { action: step, basis, orderNo: i + 1 }));
    }
    expect((await registry.get(`/v1/listings/${removed}`)).body).toMatchObject({
      state: 'DELETED',
      version: 4,
    });
    expect(await others(removed)).toEqual(before);
    for (const id of untouched) {
      expect(await registry.sent('listing-changes', id)).toHaveLength(1);
    }
    const changes = await registry.sent('listing-changes', removed);
    expect(changes.map(({ data }) => (data as { scope: string }).scope)).toEqual(
      Array(4).fill('THIS_CASE_ONLY'),
    );
  });

  it('invariant 9: no identity number in any column but the encrypted one, event or ledger row', async () => {
    const id = await registry.list(aPerson({ duty: '支付劳动报酬 8,182 元' }));
    await registry.post('/v1/listings', aPerson({ duty: `付给${ID_NUMBER}` }));
    await registry.post('/v1/listings', aPerson({ caseNumber: '坏' }));
    await registry.order(anOrder(id, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' }));
    await registry.order(anOrder(id, { orderNo: 2 }));

    const tables = await registry.rows(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.map(({ name }) => name as string)).toEqual(
      expect.arrayContaining(['listing', 'listing_version', 'outbox', 'ledger', 'inbox']),
    );
    for (const { name } of tables) {
      const rows = await registry.rows(`SELECT * FROM "${name}"`);
      const text = rows.map(inTheClear).join('\n');
      expect(text).not.toContain(ID_NUMBER);
      expect(text).not.toContain(PERSON_NAME);
    }
    // The number is there, and only the vault's key opens it.
    const [row] = await registry.rows('SELECT * FROM listing WHERE id = $1', [id]);
    expect(row).toMatchObject({
      unit_name: null,
      uscc: null,
      identity_key_id: expect.stringMatching(/^aes-/) as string,
    });
    expect(
      registry.openIdentity(row as { identity_key_id: string; identity_ciphertext: Buffer }, id),
    ).toEqual({
      name: PERSON_NAME,
      idNumber: ID_NUMBER,
    });
  });

  it('invariant 9 and 11: what lies on Kafka carries the signature of the registry and no word of a person', async () => {
    const id = await registry.list(aPerson());
    await registry.order(anOrder(id));
    const messages = [
      ...(await registry.onKafka('listing-changes')),
      ...(await registry.onKafka('order-outcomes')),
    ];
    expect(messages).toHaveLength(3);
    for (const { key, value, headers } of messages) {
      expect(key).toBe(id);
      expect(await registry.signerOf(value, headers[JWS_HEADER])).toBe('registry');
      const text = `${value.toString('utf8')} ${JSON.stringify(headers)}`;
      expect(text).not.toContain(ID_NUMBER);
      expect(text).not.toContain(PERSON_NAME);
    }
  });

  function others(id: string) {
    return registry.rows('SELECT * FROM listing WHERE id <> $1 ORDER BY id', [id]);
  }
});

/** A row's values as anybody with a dump could read them, byte columns too. */
function inTheClear(row: object): string {
  return Object.values(row)
    .map((value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value),
    )
    .join('\n');
}
