import { Injectable } from '@nestjs/common';
import { ConsumerSupervisor } from './consumer/consumer-supervisor.js';
import { OutboxRelay } from './outbox/outbox-relay.js';

/** Messaging's part of readiness. */
@Injectable()
export class MessagingHealth {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly consumers: ConsumerSupervisor,
  ) {}

  /** @returns why messages don't flow at the moment; nothing when they do. */
  check(): string[] {
    const relay = this.relay.problem();
    return [...(relay ? [relay] : []), ...this.consumers.problems()];
  }
}
