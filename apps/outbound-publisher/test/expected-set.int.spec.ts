import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

/** Who has an obligation for a version of a listing. */
async function toldOf(listing: string, version: number): Promise<string[]> {
  const rows = await publisher.rows(
    'SELECT subscriber_id FROM obligation WHERE listing_id = $1 AND version = $2 ORDER BY 1',
    [listing, version],
  );
  return rows.map((row) => row.subscriber_id as string);
}

describe('invariant 2: the expected set is frozen when the change is taken in', () => {
  it('given paused, disabled and missing streams, then all are told all the same', async () => {
    const paused = await publisher.enable();
    const disabled = await publisher.enable();
    const streamless = await publisher.enable();
    const pausedStream = await publisher.open(paused.id, 'http://127.0.0.1:9/hook');
    await publisher.setStatus(pausedStream.id as string, 'paused');
    const disabledStream = await publisher.open(disabled.id, 'http://127.0.0.1:9/hook');
    await publisher.setStatus(disabledStream.id as string, 'disabled');

    const listing = aListing();
    await publisher.announce(listing.published());
    await publisher.announce(listing.removed());

    const all = [paused.id, disabled.id, streamless.id];
    expect(await toldOf(listing.id, 1)).toEqual(expect.arrayContaining(all));
    expect(await toldOf(listing.id, 2)).toEqual(expect.arrayContaining(all));
  });

  it('given subscribers enabled between publication and removal, then only the independent source gets the removal', async () => {
    const before = await publisher.enable();
    const listing = aListing();
    await publisher.announce(listing.published());
    const late = await publisher.enable();
    const lateCrawler = await publisher.enable({ independentSource: true });
    await publisher.announce(listing.removed());

    const told = await toldOf(listing.id, 2);
    expect(told).toContain(before.id);
    expect(told).toContain(lateCrawler.id);
    expect(told).not.toContain(late.id);
    expect(await toldOf(listing.id, 1)).toEqual(expect.not.arrayContaining([lateCrawler.id]));

    await publisher.announce(listing.restored());
    expect(await toldOf(listing.id, 3)).toEqual(
      expect.arrayContaining([before.id, lateCrawler.id, late.id]),
    );
  });

  it('given a shield ends by itself, then all who were told of it hear so, whatever their contract says now', async () => {
    const told = await publisher.enable();
    const listing = aListing();
    await publisher.announce(listing.published(), listing.shielded());
    await publisher.rows(
      `UPDATE subscriber SET contract = jsonb_set(contract, '{scope}', '{"courts":["京0105"]}')
       WHERE id = $1 RETURNING id`,
      [told.id],
    );
    await publisher.announce(
      listing.corrected({ state: 'SHIELDED' }),
      listing.restored({ basis: 'T_TEMP_SHIELD', decisionId: null, cause: 'SHIELD_ENDED' }),
    );
    // And so of what came between: whoever was told of a listing may hold it.
    expect(await toldOf(listing.id, 3)).toContain(told.id);
    expect(await toldOf(listing.id, 4)).toContain(told.id);
  });

  it('given a change that came of a day and not of a decision, then it is told by its listing alone', async () => {
    const { id } = await publisher.enable();
    const listing = aListing({ cause: 'GRACE_ENDED' });
    await publisher.announce(listing.published({ version: 2, previousVersion: 1 }));
    await publisher.announce(
      listing.removed({ basis: 'E_TERM_EXPIRED', decisionId: null, cause: 'TERM_EXPIRED' }),
    );
    const found = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    expect(found.map((each) => each['version'] as number)).toEqual([2, 3]);
    const accepted = await publisher.rows(
      `SELECT convert_from(payload, 'UTF8')::jsonb -> 'data' AS data FROM outbox
       WHERE aggregatetype = 'delivery-outcomes' AND aggregateid = $1`,
      [listing.id],
    );
    expect(accepted.map(({ data }) => data as object)).toMatchObject([
      { decisionId: null },
      { decisionId: null },
    ]);
  });

  it('given a scope, then nothing outside it is told', async () => {
    const elsewhere = await publisher.enable({ scope: { courts: ['京0105'] } });
    const persons = await publisher.enable({ scope: { subjectTypes: ['PERSON'] } });
    const unit = aListing();
    const person = aListing({ subject: { type: 'PERSON' } });
    await publisher.announce(unit.published(), person.published());

    expect(await toldOf(unit.id, 1)).toEqual(
      expect.not.arrayContaining([elsewhere.id, persons.id]),
    );
    expect(await toldOf(unit.id, 1)).not.toContain(persons.id);
    expect(await toldOf(person.id, 1)).toContain(persons.id);
    expect(await toldOf(person.id, 1)).not.toContain(elsewhere.id);
  });

  it('given a change, then the decision hears once how many are expected, and the ledger who', async () => {
    const listing = aListing();
    const published = listing.published();
    await publisher.announce(published);
    const told = await toldOf(listing.id, 1);

    const accepted = await publisher.rows(
      `SELECT payload FROM outbox WHERE aggregatetype = 'delivery-outcomes' AND aggregateid = $1`,
      [listing.id],
    );
    expect(accepted.map((row) => JSON.parse((row.payload as Buffer).toString()) as object)).toEqual(
      [
        expect.objectContaining({
          type: 'change.accepted.v1',
          causationid: published.id,
          data: { listingRef: listing.id, version: 1, decisionId: null, expected: told.length },
        }),
      ],
    );
    const ledger = await publisher.rows(
      `SELECT detail FROM ledger WHERE subject = $1 AND action = 'change.accepted'`,
      [listing.id],
    );
    expect(ledger).toHaveLength(1);
    const { subscribers } = (ledger[0] as { detail: { subscribers: string[] } }).detail;
    expect([...subscribers].sort()).toEqual(told);
  });
});
