import { keyOwnerOf, topicName, type KeyOwner, type ServiceName, type Topic } from '#contracts';

/** What messaging needs of a service's configuration. */
export interface MessagingConfig {
  name: ServiceName;
  kafkaBrokers: string[];
  /** Tells apart runs that share a broker; may be empty. */
  topicSuffix: string;
  /** 32 bytes: parked messages are encrypted under it. */
  parkedKey: Buffer;
}

/** The one service's messaging settings, and the names that follow from them. */
export class MessagingOptions {
  constructor(
    readonly config: MessagingConfig,
    readonly consumes: readonly Topic[],
  ) {}

  /** The consumer's name in inbox, positions and parked rows. */
  get consumer(): string {
    return this.config.name;
  }

  get groupId(): string {
    const name = `yichu.${this.config.name}`;
    return this.config.topicSuffix ? `${name}.${this.config.topicSuffix}` : name;
  }

  /** Whose key signs what this service publishes, unless the message names another. */
  get keyOwner(): KeyOwner {
    return keyOwnerOf(this.config.name);
  }

  nameOf(topic: Topic): string {
    return topicName(topic, this.config.topicSuffix);
  }

  topicOf(name: string): Topic | undefined {
    return this.consumes.find((topic) => this.nameOf(topic) === name);
  }
}
