import fc from 'fast-check';
import { aUnit, COURT } from './listing-bodies.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (n: number) => new Date(NOW.getTime() + n * DAY_MS);
const STATES = ['PUBLISHED', 'SHIELDED', 'DELETED'] as const;

interface Version {
  state: (typeof STATES)[number];
  validFrom: number;
  recordedAt: number;
}

/** What a listing went through after it was listed on day 0; the register learns of it in order. */
const histories = fc.array(
  fc
    .array(
      fc.record({
        state: fc.constantFrom(...STATES),
        validFrom: fc.integer({ min: 0, max: 20 }),
        wait: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 5 },
    )
    .map((changes) => {
      const versions: Version[] = [{ state: 'PUBLISHED', validFrom: 0, recordedAt: 0 }];
      for (const { wait, ...change } of changes) {
        versions.push({ ...change, recordedAt: (versions.at(-1)?.recordedAt ?? 0) + wait });
      }
      return versions;
    }),
  { minLength: 1, maxLength: 3 },
);

describe('status against a naive model', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  /** As the registry would have, had it lived through it. */
  async function record(versions: readonly Version[]): Promise<string> {
    registry.clock.set(NOW);
    const id = await registry.list(aUnit());
    for (const [index, { state, validFrom, recordedAt }] of versions.entries()) {
      if (index === 0) continue;
      await registry.rows(
        `INSERT INTO listing_version (listing_id, version, previous_version, court_code, state, grounds, valid_from, recorded_at)
         VALUES ($1, $2, $3, $4, $5, '{L1_ABLE_BUT_REFUSES}', $6, $7)`,
        [id, index + 1, index, COURT, state, day(validFrom), day(recordedAt)],
      );
    }
    return id;
  }

  /** The last thing known that had taken effect. */
  function wasPublished(versions: readonly Version[], at: number, knownAt: number): boolean {
    return (
      versions.findLast((one) => one.recordedAt <= knownAt && one.validFrom <= at)?.state ===
      'PUBLISHED'
    );
  }

  it('given any histories of a firm’s listings, then every (at, knownAt) is answered as the model does', async () => {
    const token = await registry.as('service');
    let firms = 0;
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.tuple(fc.integer({ min: -1, max: 22 }), fc.integer({ min: -1, max: 22 })), {
          minLength: 4,
          maxLength: 8,
        }),
        async (listings, instants) => {
          firms += 1;
          // Codes of old records need no check character, so each run has a firm of its own.
          const uscc = `FIRM${String(firms).padStart(6, '0')}`;
          const ids: string[] = [];
          for (const versions of listings) {
            const id = await record(versions);
            await registry.rows(`UPDATE listing SET uscc = $2 WHERE id = $1`, [id, uscc]);
            ids.push(id);
          }
          registry.clock.set(day(40));
          for (const [at, knownAt] of instants) {
            const query = new URLSearchParams({
              at: day(at).toISOString(),
              knownAt: day(knownAt).toISOString(),
            });
            const { body } = await registry.ask(
              `/v1/subjects/${uscc}/status?${query.toString()}`,
              token,
            );
            const expected = ids.filter((_id, index) =>
              wasPublished(listings[index] ?? [], at, knownAt),
            );
            expect((body.listings as { id: string }[]).map(({ id }) => id)).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
