import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { ConsumerSupervisor } from './consumer/consumer-supervisor.js';
import { HandlerTable } from './consumer/handler-table.js';
import { MessagingOptions } from './messaging-options.js';

/**
 * Nest's end of the seam: collects the `@On` methods and lets the supervisor consume for them. It
 * replaces `Transport.KAFKA`, see docs/adr/0003.
 */
@Injectable()
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  /** Nest leaves a handler's error to us instead of logging it as unhandled. */
  override readonly propagatesEventHandlerErrors = true;
  override readonly transportId = Symbol('yichu-kafka');

  constructor(
    private readonly handlers: HandlerTable,
    private readonly supervisor: ConsumerSupervisor,
    private readonly options: MessagingOptions,
  ) {
    super();
  }

  /** Returns when consuming is under way; whether it has joined is readiness's business. */
  listen(callback: (error?: Error) => void): void {
    try {
      this.handlers.load(this.messageHandlers);
      assertSame(this.options.consumes, this.handlers.topics());
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.supervisor.start(this.options.consumes);
    callback();
  }

  close(): Promise<void> {
    return this.supervisor.stop();
  }

  on(): never {
    throw new Error('KafkaStrategy has no events; ask MessagingHealth.');
  }

  unwrap(): never {
    throw new Error('kafkajs stays behind libs/messaging.');
  }
}

function assertSame(declared: readonly string[], handled: readonly string[]): void {
  const unhandled = declared.filter((topic) => !handled.includes(topic));
  const undeclared = handled.filter((topic) => !declared.includes(topic));
  if (unhandled.length > 0)
    throw new Error(`No @On handler for the consumed topics ${unhandled.join(', ')}.`);
  if (undeclared.length > 0)
    throw new Error(`@On handlers for ${undeclared.join(', ')}: name them in "consumes".`);
}
