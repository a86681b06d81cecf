import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { newId } from '#contracts';
import { takeSingleWriterTurn } from '../src/storage/single-writer.js';
import { aListing, anImport, RestrictionBuilder, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

/** Every subscriber's offsets, and where they stand against the order in which changes committed. */
async function offsetsOf(subscriber: string): Promise<{ offset: number; order: number }[]> {
  const rows = await publisher.rows(
    `SELECT o."offset"::int AS "offset", l.seq::int AS "order" FROM obligation o
     JOIN ledger l ON l.action = 'change.accepted' AND l.detail ->> 'eventId' = o.event_id
     WHERE o.subscriber_id = $1 ORDER BY o."offset"`,
    [subscriber],
  );
  return rows as { offset: number; order: number }[];
}

const HOOK = 'http://127.0.0.1:9/hook';

describe('invariant 5: offsets are contiguous and in commit order', () => {
  it('given any interleaving of enabling and intake, then no offset is missing or out of order', async () => {
    const step = fc.constantFrom(
      ...['enable', 'publish', 'remove', 'correct', 'lift', 'import', 'open-feed', 'open-webhook'],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
        const enabled: EnabledSubscriber[] = [await publisher.enable()];
        const listings: ListingBuilder[] = [];
        await Promise.all(
          steps.map(async (each) => {
            if (each === 'enable') enabled.push(await publisher.enable());
            if (each === 'open-feed') await publisher.open(enabled[0]?.id as string);
            if (each === 'open-webhook') {
              const { id } = await publisher.open(enabled[0]?.id as string, HOOK);
              await publisher.setStatus(id as string, 'paused');
            }
            if (each === 'publish') {
              const listing = aListing();
              await publisher.takeIn(listing.published());
              listings.push(listing);
            }
            if (each === 'import') await publisher.project(anImport([newId('lst'), newId('lst')]));
            if (each === 'lift') {
              const listing = listings.at(-1);
              if (listing) await publisher.takeIn(new RestrictionBuilder(listing.id).lifted());
            }
            if (each === 'correct') {
              const listing = listings.pop();
              if (listing) await publisher.takeIn(listing.corrected());
            }
            if (each === 'remove') {
              const listing = listings.pop();
              if (listing) await publisher.takeIn(listing.removed());
            }
          }),
        );
        for (const { id } of enabled) {
          const given = await offsetsOf(id);
          expect(given.map(({ offset }) => offset)).toEqual(given.map((_each, index) => index + 1));
          const order = given.map((each) => each.order);
          expect(order).toEqual([...order].sort((one, other) => one - other));
          // A subscriber's place is between two changes: from it on, every publication is its.
          const missed = await publisher.rows(
            `SELECT 1 FROM change c JOIN subscriber s ON s.id = $1
             JOIN ledger l ON l.action = 'change.accepted' AND l.detail ->> 'eventId' = c.event_id
             JOIN ledger e ON e.action = 'subscriber.enabled' AND e.subject = s.id
             WHERE c.event_type = 'listing.published.v1'
               AND (l.seq > e.seq) <> EXISTS (
                 SELECT FROM obligation o WHERE o.subscriber_id = s.id AND o.event_id = c.event_id)`,
            [id],
          );
          expect(missed).toEqual([]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('given somebody else’s turn as the single writer, then a webhook can be paused all the same', async () => {
    const { id } = await publisher.enable();
    const stream = await publisher.open(id, HOOK);
    await publisher.service.get(DataSource).transaction(async (manager) => {
      await takeSingleWriterTurn(manager);
      await publisher.setStatus(stream.id as string, 'paused');
    });
  });
});
