import { Injectable } from '@nestjs/common';
import type { ChannelSender, PushTarget } from './channel-sender.js';
import { KafkaSender } from './kafka-sender.js';
import { PushSender } from './push-sender.js';
import { StreamVerifier } from './stream-verifier.js';

/** A way to push, and to find out without a removal whether there is anybody to push to. */
export interface PushChannel extends ChannelSender {
  /** Whether the receiver is back. */
  probe(target: PushTarget): Promise<boolean>;
}

/** How the streams of each channel are pushed. */
@Injectable()
export class Channels {
  private readonly webhook: PushChannel;
  private readonly kafka: PushChannel;

  constructor(sender: PushSender, verifier: StreamVerifier, kafka: KafkaSender) {
    this.webhook = {
      push: (given, stopping) => sender.push(given, stopping),
      probe: (target) => verifier.probe(target),
    };
    this.kafka = {
      push: (given, stopping) => kafka.push(given, stopping),
      // A topic has nobody to answer; whether it can be written is all there is to know.
      probe: ({ topic }) => (topic === null ? Promise.resolve(false) : kafka.probe(topic)),
    };
  }

  of({ channel }: PushTarget): PushChannel {
    return channel === 'kafka' ? this.kafka : this.webhook;
  }
}
