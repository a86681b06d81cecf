import { fileURLToPath } from 'node:url';
import { DataSource, type EntityManager } from 'typeorm';
import { idPattern, newId } from '#contracts';
import type { Transaction } from '#messaging';
import { databaseFor } from '#testing';
import type { PaperedDecision } from '../src/domain/papers-of.js';
import { TemplateSet } from '../src/documents/template/template-set.js';
import { DocumentRegister } from '../src/storage/document-register.js';
import { Documents1764140000000 } from '../src/storage/migrations/1764140000000-documents.js';
import { COURT } from './domain-cases.js';

const TEMPLATES = fileURLToPath(new URL('../src/documents/templates', import.meta.url));
const NEW_YEAR = new Date('2026-12-31T16:00:00Z');

describe('the register of papers', () => {
  const register = new DocumentRegister(TemplateSet.load(TEMPLATES, null));
  let database: DataSource;

  beforeEach(async () => {
    const url = await databaseFor('documents', [Documents1764140000000]);
    database = await new DataSource({ type: 'postgres', url, poolSize: 8 }).initialize();
  });
  afterEach(() => database.destroy());

  it('given decisions of two courts, then each court counts for itself, by year and by type', async () => {
    const numbers = [];
    for (const courtCode of [COURT, COURT, '皖0103']) {
      numbers.push(await reserve({ courtCode }));
    }
    expect(numbers).toEqual([
      ['（2026）皖0104信修1号', '（2026）皖0104信修告1号'],
      ['（2026）皖0104信修2号', '（2026）皖0104信修告2号'],
      ['（2026）皖0103信修1号', '（2026）皖0103信修告1号'],
    ]);
    // Midnight in China, four in the afternoon in Greenwich.
    expect(await reserve({}, NEW_YEAR)).toEqual([
      '（2027）皖0104信修1号',
      '（2027）皖0104信修告1号',
    ]);
  });

  it.each([
    ['a denial', { kind: 'DENIAL', action: null }, ['REPAIR_DECISION']],
    ['a lift', { action: 'LIFT' }, ['REPAIR_DECISION']],
    ['a shield', { action: 'SHIELD' }, ['REPAIR_DECISION', 'REPAIR_NOTICE']],
    ['a revocation', { kind: 'REVOCATION', action: 'RESTORE' }, ['REVOCATION_DECISION']],
  ] as [string, Partial<PaperedDecision>, string[]][])(
    'given %s, then its papers are numbered',
    async (_what, changes, types) => {
      const reserved = await register.reserveFor(
        asking(database.manager),
        aDecision(changes),
        new Date(),
      );
      expect(reserved.map(({ type }) => type)).toEqual(types);
      for (const { documentId } of reserved)
        expect(documentId).toMatch(new RegExp(idPattern('doc')));
    },
  );

  it('given many at once, some undone, then no number is missing and none is given twice', async () => {
    const given: string[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        database
          .transaction(async (manager) => {
            const [first] = await register.reserveFor(asking(manager), aDecision(), new Date());
            if (i % 3 === 0) throw new Error('undone');
            given.push(first?.number ?? '');
          })
          .catch((error: Error) => expect(error.message).toBe('undone')),
      ),
    );
    const year = new Date().getFullYear();
    expect(given.sort()).toEqual(
      Array.from({ length: 26 }, (_, i) => `（${year}）皖0104信修${i + 1}号`).sort(),
    );
  });

  async function reserve(
    changes: Partial<PaperedDecision>,
    now = new Date('2026-04-08T00:00:00Z'),
  ) {
    const reserved = await register.reserveFor(asking(database.manager), aDecision(changes), now);
    return reserved.map(({ number }) => number);
  }
});

function asking(manager: EntityManager): Pick<Transaction, 'ask'> {
  return { ask: ({ text, values }) => manager.query(text, values) };
}

function aDecision(changes: Partial<PaperedDecision> = {}): PaperedDecision {
  return {
    id: newId('dec'),
    courtCode: COURT,
    listingId: 'lst_1',
    kind: 'REPAIR',
    action: 'REMOVE',
    ...changes,
  };
}
