import type { Basis } from '#contracts';
import { anApplication, aProcedure, NOON } from '../../test/domain-cases.js';
import type { Application, ApplicationStatus } from './application.js';
import { certificateDeadline } from './certificate-deadline.js';

const procedure = aProcedure();

/** Granted on Friday, in force on Monday noon, unless it came to nothing. */
function after(basis: Basis, ...statuses: ApplicationStatus[]): Application {
  const history = statuses.map((status, index) => ({
    status,
    at: new Date(NOON.getTime() + index * 1000).toISOString(),
    by: 'blacklist-registry',
  }));
  const status = statuses.at(-1) as 'EFFECTIVE';
  return { ...anApplication(basis), history, status, decisionId: 'dec_1' };
}

describe('by when the certificate is handed out', () => {
  it('given a repair in force, then so many working days from there, whatever became of it', () => {
    const due = {
      kind: 'CERTIFICATE',
      startsAt: NOON.toISOString(),
      dueAt: '2026-11-25T15:59:59.999Z',
      legalBasis: '本院自定',
      metAt: null,
    };
    const running = after('T_TEMP_SHIELD', 'EFFECTIVE');
    expect(certificateDeadline(running, procedure, null)).toMatchObject(due);
    const performed = after('T_TEMP_SHIELD', 'EFFECTIVE', 'PERFORMED_CLOSED');
    expect(certificateDeadline(performed, procedure, NOON)).toMatchObject({
      ...due,
      metAt: NOON.toISOString(),
    });
  });

  it('given a first decision that came to nothing, then the one in force counts', () => {
    const again = after('P_EARLY', 'EFFECTIVE', 'OVERTURNED', 'APPROVAL', 'GRANTED', 'EFFECTIVE');
    expect(certificateDeadline(again, procedure, null)?.startsAt).toBe('2026-11-23T04:00:04.000Z');
  });

  it.each([
    ['not applied yet', after('P_EARLY', 'GRANTED')],
    ['revoked', after('P_EARLY', 'EFFECTIVE', 'REVOKED')],
    ['an error', after('X_REVOKED_ERROR', 'PERFORMED_CLOSED')],
    ['a correction', after('X_CORRECTED', 'PERFORMED_CLOSED')],
    ['a lift', after('R_PERFORMED', 'PERFORMED_CLOSED')],
  ])('given it is %s, then there is none', (_, application) => {
    expect(certificateDeadline(application, procedure, null)).toBeNull();
  });
});
