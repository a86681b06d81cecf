import { Injectable } from '@nestjs/common';
import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { TOPICS, type Topic } from '#contracts';
import type { Outcome } from '../outcome.js';
import type { Transaction } from '../unit-of-work.js';
import { eventPattern, forgeryPattern, MANY, type Arrived, type Forgery } from './on.js';

type Handle<Input> = (input: Input) => Promise<Outcome>;

/** Takes several messages in one transaction; the same object for all types that one method handles. */
export interface ManyHandler {
  handle(arrived: readonly Arrived[], tx: Transaction): Promise<Outcome[]>;
}

/** Which controller method handles which message: filled by Nest through the strategy. */
@Injectable()
export class HandlerTable {
  private handlers = new Map<string, MessageHandler>();
  private many = new Map<string, ManyHandler>();

  load(handlers: Map<string, MessageHandler>): void {
    for (const [pattern, handler] of handlers) {
      if (handler.next)
        throw new Error(`Two handlers for ${pattern}: one message has one outcome.`);
    }
    this.handlers = handlers;
    this.many = manyHandlers(handlers);
  }

  /** The topics that handlers ask for. */
  topics(): Topic[] {
    const patterns = [...this.handlers.keys()];
    return (Object.keys(TOPICS) as Topic[]).filter((topic) =>
      patterns.some((pattern) => pattern.startsWith(`${topic}/`)),
    );
  }

  find(topic: Topic, type: string): Handle<Arrived> | undefined {
    const many = this.findMany(topic, type);
    if (many) return async (arrived) => onlyOf(await many.handle([arrived], arrived.consumed.tx));
    const handler = this.handlers.get(eventPattern(topic, type));
    return (
      handler && (async ({ event, consumed }) => asOutcome(await settle(handler, event, consumed)))
    );
  }

  /** The method that takes several messages of this type at once; undefined where it takes single ones. */
  findMany(topic: Topic, type: string): ManyHandler | undefined {
    return this.many.get(eventPattern(topic, type));
  }

  takesMany(topic: Topic): boolean {
    return [...this.many.keys()].some((pattern) => pattern.startsWith(`${topic}/`));
  }

  findForgery(topic: Topic): Handle<Forgery> | undefined {
    const handler = this.handlers.get(forgeryPattern(topic));
    return handler && (async (forgery) => asOutcome(await settle(handler, forgery, undefined)));
  }
}

function manyHandlers(handlers: Map<string, MessageHandler>): Map<string, ManyHandler> {
  const ofMethod = new Map<symbol, ManyHandler>();
  const many = new Map<string, ManyHandler>();
  for (const [pattern, handler] of handlers) {
    const method: unknown = handler.extras?.[MANY];
    if (typeof method !== 'symbol') continue;
    const known = ofMethod.get(method) ?? {
      handle: async (arrived, tx) => asOutcomes(await settle(handler, arrived, tx), arrived.length),
    };
    ofMethod.set(method, known);
    many.set(pattern, known);
  }
  return many;
}

/** Awaits the handler itself, whatever Nest wrapped it in. Rejects with the handler's own error. */
async function settle(
  handler: MessageHandler,
  payload: unknown,
  context: unknown,
): Promise<unknown> {
  const returned: unknown = await handler(payload, context);
  return isObservable(returned) ? await lastValueFrom(returned) : returned;
}

function asOutcome(returned: unknown): Outcome {
  if (!isOutcome(returned))
    throw new Error('a handler must return done(), ignored(why) or dataFault(reason)');
  return returned;
}

function asOutcomes(returned: unknown, count: number): Outcome[] {
  if (!Array.isArray(returned) || returned.length !== count)
    throw new Error('a handler of many messages must return an outcome for each');
  return returned.map(asOutcome);
}

function onlyOf([outcome]: readonly Outcome[]): Outcome {
  return asOutcome(outcome);
}

function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    (value.kind === 'done' || value.kind === 'ignored' || value.kind === 'data-fault')
  );
}
