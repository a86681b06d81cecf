import { Injectable } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import type { Topic } from '#contracts';
import { TrustedKeys } from '#signing';
import { HandlerTable } from './handler-table.js';
import { MessageProcessor } from './message-processor.js';
import { MessageRuns } from './message-run.js';
import { RunProcessor } from './run-processor.js';

/** The two ways of settling messages, and who says which is whose. */
@Injectable()
export class Settling {
  constructor(
    readonly singly: MessageProcessor,
    readonly together: RunProcessor,
    private readonly handlers: HandlerTable,
    private readonly trusted: TrustedKeys,
  ) {}

  runsOf(topic: Topic, partition: number, messages: readonly KafkaMessage[]): MessageRuns {
    return new MessageRuns(topic, partition, messages, this.handlers, this.trusted);
  }
}
