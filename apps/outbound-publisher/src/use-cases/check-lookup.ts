import { Injectable } from '@nestjs/common';
import { invalid } from '#bootstrap';
import { AddressGuard } from '../delivery/address-guard.js';
import type { Contract } from '../domain/contract.js';
import { isLookupTemplate, withoutPlaceholders } from '../domain/lookup-template.js';

/** Whether a contract's look-up page may be looked at, and can be asked for one listing. */
@Injectable()
export class CheckLookup {
  constructor(private readonly addresses: AddressGuard) {}

  /** @throws 422 at `field`. It may ask a name server: not to be called inside a transaction. */
  async run(template: string, field: string): Promise<void> {
    if (!isLookupTemplate(template) || !URL.canParse(withoutPlaceholders(template))) {
      throw invalid('LOOKUP_TEMPLATE', field);
    }
    if (await this.addresses.refuses(withoutPlaceholders(template))) {
      throw invalid('PRIVATE_ADDRESS', field);
    }
  }
}

/** A look-up address may carry a key of the subscriber's; its origin says where we look. */
export function withoutSecrets({ lookup, ...contract }: Contract) {
  const { origin } = new URL(withoutPlaceholders(lookup.urlTemplate));
  return { ...contract, lookup: { origin } };
}
