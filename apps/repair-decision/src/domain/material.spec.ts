import { missingMaterials } from './material.js';
import { mislabelled } from './material-type.js';

describe('completeness of the papers', () => {
  const requirements = [
    { kind: 'APPLICATION_FORM', required: true },
    { kind: 'COMMITMENT', required: true },
    { kind: 'INCOME', required: false },
  ];
  const at = new Date('2026-11-23T04:00:00Z');

  it('given nothing, then all that is required is missing, and nothing else', () => {
    expect(missingMaterials(requirements, [])).toEqual(requirements.slice(0, 2));
  });

  it('given a withdrawn paper, then it counts no more', () => {
    const withdrawn = { by: 'officer-li', at, reason: '误传' };
    const present = [
      { kind: 'APPLICATION_FORM', withdrawn: null },
      { kind: 'COMMITMENT', withdrawn },
    ] as const;
    expect(missingMaterials(requirements, present)).toEqual([requirements[1]]);
    expect(
      missingMaterials(requirements, [...present, { kind: 'COMMITMENT', withdrawn: null }]),
    ).toEqual([]);
  });
});

describe('what a file claims to be', () => {
  it.each([
    ['凭证.pdf', 'application/pdf', 'application/pdf', null],
    ['凭证.PDF', null, 'application/pdf', null],
    ['扫描件', 'image/jpeg', 'image/jpeg', null],
    ['扫描件.jpeg', null, 'image/jpeg', null],
    ['扫描件.jpg', 'image/png', 'image/jpeg', 'TYPE_MISDECLARED'],
    ['扫描件.pdf', null, 'image/jpeg', 'EXTENSION_MISLEADING'],
    ['凭证.pdf.exe', 'application/pdf', 'application/pdf', 'EXTENSION_MISLEADING'],
    ['凭证.', null, 'application/pdf', 'EXTENSION_MISLEADING'],
  ] as const)(
    'given %s declared as %s with the bytes of %s, then %s',
    (name, declaredType, type, mistake) => {
      expect(mislabelled({ name, declaredType }, type)).toBe(mistake);
    },
  );
});
