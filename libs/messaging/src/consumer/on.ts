import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { EventsByTopic, Topic, YichuEvent } from '#contracts';
import type { TrustedKey } from '#signing';
import type { Transaction } from '../unit-of-work.js';

/** Marks a handler that takes several messages at once. */
export const MANY = 'yichuMany';

/** What a handler gets beside the event: `@Ctx() consumed: Consumed`. */
export interface Consumed {
  /** Effects, inbox row and consumed position commit together in it (invariant 4). */
  tx: Transaction;
  /** The exact bytes that `jws` signs. */
  bytes: Buffer;
  jws: string;
  signer: TrustedKey;
  topic: Topic;
  partition: number;
  offset: string;
  key: string | null;
  traceparent: string;
}

/** What a forgery handler gets: `@Payload() forgery: Forgery`. Nothing in `bytes` may be believed. */
export interface Forgery {
  tx: Transaction;
  topic: Topic;
  bytes: Buffer;
  reason: 'UNSIGNED' | 'BAD_SIGNATURE' | 'WRONG_SIGNER';
  /** `sha256:<hex>` of the bytes. */
  digest: string;
}

/** The method handles these events of a topic and returns an `Outcome`. */
export function On<T extends Topic>(
  topic: T,
  ...types: [EventsByTopic[T]['type'], ...EventsByTopic[T]['type'][]]
): MethodDecorator {
  return applyDecorators(
    EventPattern<string[]>(types.map((type) => eventPattern(topic, type))),
    UseFilters(new OriginalErrorFilter()),
  );
}

/** One message of several that are handled together. */
export interface Arrived<E extends YichuEvent = YichuEvent> {
  event: E;
  consumed: Consumed;
}

/**
 * As `On`, for a method that takes several messages of one partition in one transaction, oldest first:
 * `handle(@Payload() arrived: Arrived<E>[], @Ctx() tx: Transaction): Promise<Outcome[]>`, an outcome
 * each. A single message comes as a list of one. Where one of them can't be applied, all is rolled
 * back and they come one by one.
 */
export function OnMany<T extends Topic>(
  topic: T,
  ...types: [EventsByTopic[T]['type'], ...EventsByTopic[T]['type'][]]
): MethodDecorator {
  return applyDecorators(
    EventPattern<string[]>(
      types.map((type) => eventPattern(topic, type)),
      // Nest wraps the method anew for each type: this tells that they are one.
      { [MANY]: Symbol(types.join()) },
    ),
    UseFilters(new OriginalErrorFilter()),
  );
}

/** The method decides what becomes of messages of a topic that nobody trusted has signed (invariant 11). */
export function OnForgery(topic: Topic): MethodDecorator {
  return applyDecorators(
    EventPattern<string>(forgeryPattern(topic)),
    UseFilters(new OriginalErrorFilter()),
  );
}

export function eventPattern(topic: Topic, type: string): string {
  return `${topic}/${type}`;
}

export function forgeryPattern(topic: Topic): string {
  return `${topic}/forgery`;
}

/** Nest would replace a handler's error by a generic one; the strategy needs to know what it was. */
@Catch()
class OriginalErrorFilter implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
