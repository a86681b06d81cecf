import type { Topic } from './topics.js';

/** The services that publish and consume; also their names in logs, inboxes and ledgers. */
export type ServiceName = 'repair-decision' | 'blacklist-registry' | 'outbound-publisher';

/**
 * Whose key it is. A court's key signs orders, the registry's changes and order outcomes, the
 * publisher's delivery outcomes, pushes and subscriber tokens, the issuer's staff tokens.
 */
export type KeyOwner = `court:${string}` | 'decision' | 'registry' | 'publisher' | 'issuer';

const KEY_OWNERS: Record<ServiceName, KeyOwner> = {
  'repair-decision': 'decision',
  'blacklist-registry': 'registry',
  'outbound-publisher': 'publisher',
};

/** Under whose key a service signs what it says in its own name. */
export function keyOwnerOf(service: ServiceName): KeyOwner {
  return KEY_OWNERS[service];
}

/** Who may write to each topic. A message is believed for its signature, not for its topic (invariant 11). */
const WRITERS: Record<Topic, (owner: KeyOwner) => boolean> = {
  'repair-orders': (owner) => owner.startsWith('court:'),
  'order-outcomes': (owner) => owner === 'registry',
  'listing-changes': (owner) => owner === 'registry',
  'delivery-outcomes': (owner) => owner === 'publisher',
};

export function mayWrite(owner: KeyOwner, topic: Topic): boolean {
  return WRITERS[topic](owner);
}
