import {
  generateOwnedJwk,
  SigningKeys,
  TrustedKeys,
  withoutPrivatePart,
  type KeyOwner,
} from '#signing';

export const COURT: KeyOwner = 'court:皖0104';
export const OTHER_COURT: KeyOwner = 'court:皖0103';
const OWNERS: KeyOwner[] = [COURT, OTHER_COURT, 'decision', 'registry', 'publisher'];

const jwks = OWNERS.map((owner) => generateOwnedJwk(owner, owner.replace(':', '-')));

export const signingKeys = new SigningKeys(jwks);
export const trustedKeys = new TrustedKeys(jwks.map(withoutPrivatePart));

/** A key that nobody trusts, under a trusted key's id. */
export const strangersKey = new SigningKeys([generateOwnedJwk(COURT, COURT.replace(':', '-'))]).of(
  COURT,
);
