import fc from 'fast-check';
import {
  codeOf,
  groupedCode,
  maskedName,
  obstacleToPaper,
  readCode,
  validityOf,
  type DecidedMatter,
} from './document.js';

const APPLIED: DecidedMatter = {
  kind: 'REPAIR',
  basis: 'T_TEMP_SHIELD',
  action: 'SHIELD',
  isApproved: true,
  isApplied: true,
  isAnnounced: true,
  isRefused: false,
  isRevoked: false,
};

describe('whether a paper may be made', () => {
  it.each([
    [
      'no decision that the registry refused',
      'REPAIR_DECISION',
      { isApplied: false, isRefused: true },
      'REFUSED',
    ],
    [
      'no certificate of it either',
      'REPAIR_CERTIFICATE',
      { isApplied: false, isRefused: true },
      'REFUSED',
    ],
    [
      'no revocation that was refused',
      'REVOCATION_DECISION',
      { kind: 'REVOCATION', action: 'RESTORE', isApplied: false, isRefused: true },
      'REFUSED',
    ],
    ['a decision as soon as it is approved', 'REPAIR_DECISION', { isApplied: false }, null],
    ['no paper of a draft', 'REPAIR_DECISION', { isApproved: false }, 'NOT_APPROVED'],
    ['a certificate once applied', 'REPAIR_CERTIFICATE', {}, null],
    ['no certificate before', 'REPAIR_CERTIFICATE', { isApplied: false }, 'NOT_APPLIED'],
    ['no notice before', 'REPAIR_NOTICE', { isApplied: false }, 'NOT_APPLIED'],
    [
      'no notice of what nobody was told of',
      'REPAIR_NOTICE',
      { basis: 'P_EARLY', action: 'REMOVE', isAnnounced: false },
      'NOT_ANNOUNCED',
    ],
    [
      'the debtor can have a certificate of it',
      'REPAIR_CERTIFICATE',
      { basis: 'P_EARLY', action: 'REMOVE', isAnnounced: false },
      null,
    ],
    ['no certificate after a revocation', 'REPAIR_CERTIFICATE', { isRevoked: true }, 'REVOKED'],
    ['the decision also after it', 'REPAIR_DECISION', { isRevoked: true }, null],
    [
      'no certificate of credit repaired where the listing was an error',
      'REPAIR_CERTIFICATE',
      { basis: 'X_REVOKED_ERROR', action: 'REMOVE' },
      'NO_SUCH_PAPER',
    ],
    [
      'a notice of a correction',
      'REPAIR_NOTICE',
      { basis: 'X_CORRECTED', action: 'CORRECT' },
      null,
    ],
    [
      'no notice of a lift alone',
      'REPAIR_NOTICE',
      { basis: 'R_PERFORMED', action: 'LIFT' },
      'NO_SUCH_PAPER',
    ],
    ['a denial', 'REPAIR_DECISION', { kind: 'DENIAL', action: null, isApplied: false }, null],
    ['no notice of a denial', 'REPAIR_NOTICE', { kind: 'DENIAL', action: null }, 'NO_SUCH_PAPER'],
    ['a revocation', 'REVOCATION_DECISION', { kind: 'REVOCATION', action: 'RESTORE' }, null],
    ['no revocation of a repair', 'REVOCATION_DECISION', {}, 'NO_SUCH_PAPER'],
    ['no promise as a paper of a decision', 'COMMITMENT', {}, 'NO_SUCH_PAPER'],
  ] as const)('%s', (_what, type, changes, obstacle) => {
    expect(obstacleToPaper(type, { ...APPLIED, ...changes })).toBe(obstacle);
  });
});

describe('what a paper is worth', () => {
  it.each([
    [false, false, false, 'valid'],
    [false, false, true, 'superseded'],
    [false, true, false, 'revoked'],
    [false, true, true, 'revoked'],
    [true, false, false, 'ineffective'],
    [true, false, true, 'ineffective'],
    [true, true, true, 'ineffective'],
  ])(
    'given refused %s, revoked %s and superseded %s, then %s',
    (isRefused, isRevoked, isSuperseded, validity) => {
      expect(validityOf({ isRefused, isRevoked, isSuperseded })).toBe(validity);
    },
  );
});

describe('a name for strangers', () => {
  it.each([
    ['周明远', '周某某'],
    ['王强', '王某'],
    ['阿卜杜拉·买买提', '阿某某某'],
    ['John Smith', 'J***'],
  ])('given %s, then %s', (name, masked) => {
    expect(maskedName(name)).toBe(masked);
  });
});

describe('the code on a paper', () => {
  it('given any code, when it is typed as printed, then it is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const code = codeOf(bytes);
        expect(readCode(groupedCode(code))).toBe(code);
        expect(readCode(` ${code.toLowerCase()} `)).toBe(code);
      }),
    );
  });

  it.each(['', 'x', '7K3M-Q2W9-XT4R', '7K3MQ2W9XT4RB8ZU', '7K3MQ2W9XT4RB8ZN0', '％', '../../etc'])(
    'given %j, then it is none',
    (text) => {
      expect(readCode(text)).toBeNull();
    },
  );

  it('given letters that are taken for digits, then they are digits', () => {
    expect(readCode('oOiIlL0123456789')).toBe('0011110123456789');
  });
});
