import fc from 'fast-check';
import type { Scope } from './contract.js';
import { writtenScope } from './snapshot-scope.js';

describe('a scope in its one written form', () => {
  it('given the same restrictions in another order, then it is the same', () => {
    expect(writtenScope({ courts: ['皖0104', '京0105'], subjectTypes: ['UNIT'] })).toBe(
      writtenScope({ subjectTypes: ['UNIT', 'UNIT'], courts: ['京0105', '皖0104'] }),
    );
  });

  it('given anything less or more is covered, then it is another', () => {
    const scopes: Scope[] = [
      {},
      { courts: ['皖0104'] },
      { courts: ['皖0104', '京0105'] },
      { regions: ['皖'] },
      { subjectTypes: ['UNIT'] },
      { changeTypes: [] },
    ];
    expect(new Set(scopes.map(writtenScope)).size).toBe(scopes.length);
  });

  it('given no restriction, then it says so', () => {
    expect(writtenScope({})).toBe('{}');
  });

  it('given any courts, then it can be read back', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (courts) => {
        const { courts: read } = JSON.parse(writtenScope({ courts })) as { courts: string[] };
        expect(new Set(read)).toEqual(new Set(courts));
      }),
    );
  });
});
