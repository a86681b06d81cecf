import { Injectable } from '@nestjs/common';
import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { TOPICS, type Topic, type YichuEvent } from '#contracts';
import type { Outcome } from '../outcome.js';
import { eventPattern, forgeryPattern, type Consumed, type Forgery } from './on.js';

type Handle<Input> = (input: Input) => Promise<Outcome>;

/** Which controller method handles which message: filled by Nest through the strategy. */
@Injectable()
export class HandlerTable {
  private handlers = new Map<string, MessageHandler>();

  load(handlers: Map<string, MessageHandler>): void {
    for (const [pattern, handler] of handlers) {
      if (handler.next)
        throw new Error(`Two handlers for ${pattern}: one message has one outcome.`);
    }
    this.handlers = handlers;
  }

  /** The topics that handlers ask for. */
  topics(): Topic[] {
    const patterns = [...this.handlers.keys()];
    return (Object.keys(TOPICS) as Topic[]).filter((topic) =>
      patterns.some((pattern) => pattern.startsWith(`${topic}/`)),
    );
  }

  find(topic: Topic, type: string): Handle<{ event: YichuEvent; consumed: Consumed }> | undefined {
    const handler = this.handlers.get(eventPattern(topic, type));
    return handler && (({ event, consumed }) => settle(handler, event, consumed));
  }

  findForgery(topic: Topic): Handle<Forgery> | undefined {
    const handler = this.handlers.get(forgeryPattern(topic));
    return handler && ((forgery) => settle(handler, forgery, undefined));
  }
}

/** Awaits the handler itself, whatever Nest wrapped it in. Rejects with the handler's own error. */
async function settle(
  handler: MessageHandler,
  payload: unknown,
  context: unknown,
): Promise<Outcome> {
  const returned: unknown = await handler(payload, context);
  const outcome: unknown = isObservable(returned) ? await lastValueFrom(returned) : returned;
  if (!isOutcome(outcome))
    throw new Error('a handler must return done(), ignored(why) or dataFault(reason)');
  return outcome;
}

function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    (value.kind === 'done' || value.kind === 'ignored' || value.kind === 'data-fault')
  );
}
