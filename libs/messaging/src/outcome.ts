/**
 * What a handler made of one message. Everything that a message itself can be blamed for is an
 * outcome and not an exception; exceptions mean that this service is at fault.
 */
export type Outcome =
  { kind: 'done' } | { kind: 'ignored'; why: string } | { kind: 'data-fault'; reason: string };

/** The effect is in the transaction. */
export function done(): Outcome {
  return { kind: 'done' };
}

/** Nothing had to be done, for example because a newer version was applied before. */
export function ignored(why: string): Outcome {
  return { kind: 'ignored', why };
}

/** The message can't be applied as it is: it is parked, and its key waits behind it. `reason` is UPPER_SNAKE. */
export function dataFault(reason: string): Outcome {
  return { kind: 'data-fault', reason };
}

/** Thrown by a handler when something it needs is away for now: the message is tried again in place. */
export class InfrastructureFault extends Error {
  override readonly name = 'InfrastructureFault';
}
