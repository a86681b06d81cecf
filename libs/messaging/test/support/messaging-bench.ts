import { randomBytes } from 'node:crypto';
import { Global, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Kafka, Partitioners, logLevel, type IHeaders } from 'kafkajs';
import { DataSource } from 'typeorm';
import { JWS_HEADER, topicName, type Topic, type YichuEvent } from '#contracts';
import type { Infrastructure } from '#infrastructure';
import { ledgerMigrations } from '#ledger';
import {
  ConsumerSupervisor,
  KafkaStrategy,
  MessagingHealth,
  MessagingModule,
  messagingMigrations,
  OutboxRelay,
  ParkedStore,
  UnitOfWork,
  type MessagingConfig,
} from '#messaging';
import { SigningKeys, signDetached, TrustedKeys, type SigningKey } from '#signing';
import { databaseFor, eventually, testInfrastructure, topicsFor } from '#testing';
import { CreateEffect1790000000000, OnOrder, Script } from './effects.js';
import { COURT, signingKeys, trustedKeys } from './keys.js';
import { ManyScript } from './many-effects.js';

interface ServiceChanges {
  controllers?: Type[];
  consumes?: Topic[];
  brokers?: string[];
  override?: { provide: Type; useValue: unknown };
}

/** A running service that consumes orders, and its insides. */
export class BenchService {
  constructor(
    private readonly app: INestMicroservice,
    readonly dataSource: DataSource,
  ) {}

  get script(): Script {
    return this.app.get(Script);
  }
  get manyScript(): ManyScript {
    return this.app.get(ManyScript);
  }
  get unitOfWork(): UnitOfWork {
    return this.app.get(UnitOfWork);
  }
  get relay(): OutboxRelay {
    return this.app.get(OutboxRelay);
  }
  get parked(): ParkedStore {
    return this.app.get(ParkedStore);
  }
  get consumers(): ConsumerSupervisor {
    return this.app.get(ConsumerSupervisor);
  }
  problems(): string[] {
    return this.app.get(MessagingHealth).check();
  }

  /** Commits one transaction with these orders. */
  async order(...events: YichuEvent[]): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      for (const event of events) {
        await tx.publish({ topic: 'repair-orders', event, signWith: signingKeys.of(COURT) });
      }
    });
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.dataSource.destroy();
  }
}

/** One database and one set of topics for a spec file, with as many services on them as it starts. */
export class MessagingBench {
  private readonly services = new Set<BenchService>();

  private constructor(
    readonly infrastructure: Infrastructure,
    readonly databaseUrl: string,
    readonly topicSuffix: string,
    readonly dataSource: DataSource,
  ) {}

  static async open(given?: Infrastructure): Promise<MessagingBench> {
    const infrastructure = given ?? (await testInfrastructure());
    const migrations = [...ledgerMigrations, ...messagingMigrations, CreateEffect1790000000000];
    const databaseUrl = await databaseFor('messaging', migrations, given);
    const suffix = await topicsFor(`messaging-${randomBytes(3).toString('hex')}`, given);
    const dataSource = await openDatabase(databaseUrl, 4);
    return new MessagingBench(infrastructure, databaseUrl, suffix, dataSource);
  }

  get brokers(): string[] {
    return this.infrastructure.kafka.brokers;
  }

  get config(): MessagingConfig {
    return {
      name: 'blacklist-registry',
      kafkaBrokers: this.brokers,
      topicSuffix: this.topicSuffix,
      parkedKey: Buffer.alloc(32, 7),
    };
  }

  get groupId(): string {
    return `yichu.${this.config.name}.${this.topicSuffix}`;
  }

  nameOf(topic: Topic): string {
    return topicName(topic, this.topicSuffix);
  }

  async service(changes: ServiceChanges = {}): Promise<BenchService> {
    const dataSource = await openDatabase(this.databaseUrl, 8);
    @Global()
    @Module({
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: SigningKeys, useValue: signingKeys },
        { provide: TrustedKeys, useValue: trustedKeys },
      ],
      exports: [DataSource, SigningKeys, TrustedKeys],
    })
    class Given {}
    const {
      controllers = [OnOrder],
      consumes = ['repair-orders'],
      brokers = this.brokers,
    } = changes;
    const config = { ...this.config, kafkaBrokers: brokers };
    let building = Test.createTestingModule({
      imports: [Given, MessagingModule.with({ config, consumes })],
      controllers,
      providers: [Script, ManyScript],
    });
    if (changes.override) {
      building = building
        .overrideProvider(changes.override.provide)
        .useValue(changes.override.useValue);
    }
    const module = await building.compile();
    const app = module.createNestMicroservice({
      strategy: module.get(KafkaStrategy),
      logger: false,
    });
    await app.listen();
    const service = new BenchService(app, dataSource);
    this.services.add(service);
    return service;
  }

  async stop(service: BenchService): Promise<void> {
    if (this.services.delete(service)) await service.stop();
  }

  async stopServices(): Promise<void> {
    await Promise.all([...this.services].map((service) => this.stop(service)));
  }

  kafka(): Kafka {
    return new Kafka({ brokers: this.brokers, logLevel: logLevel.NOTHING });
  }

  /** Sends bytes as somebody else would: not through the outbox, and with whatever signature. */
  async sendRaw(
    topic: Topic,
    ...messages: { key: string; value: Buffer; headers?: IHeaders }[]
  ): Promise<void> {
    const producer = this.kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: this.nameOf(topic), messages });
    await producer.disconnect();
  }

  /** Everything on a topic, per partition in order. */
  async readTopic(
    topic: Topic,
  ): Promise<{ key: string; id: string; headers: IHeaders; value: Buffer }[]> {
    const kafka = this.kafka();
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(this.nameOf(topic));
    await admin.disconnect();
    let left = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
    const found: { key: string; id: string; headers: IHeaders; value: Buffer }[] = [];
    if (left === 0) return found;
    const consumer = kafka.consumer({ groupId: `reader-${randomBytes(6).toString('hex')}` });
    await consumer.connect();
    await consumer.subscribe({ topic: this.nameOf(topic), fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({
        message,
      }: {
        message: { key: Buffer | null; value: Buffer | null; headers?: IHeaders };
      }) => {
        const headers = message.headers ?? {};
        found.push({
          key: String(message.key),
          id: String(headers['id']),
          headers,
          value: message.value ?? Buffer.alloc(0),
        });
        if (--left === 0) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    await consumer.disconnect();
    return found;
  }

  effects(listing?: string): Promise<{ listing: string; orderNo: number; traceparent: string }[]> {
    return this.dataSource.query(
      `SELECT listing, order_no AS "orderNo", traceparent FROM effect
       WHERE $1::text IS NULL OR listing = $1 ORDER BY seq`,
      [listing ?? null],
    );
  }

  async orderNos(listing: string): Promise<number[]> {
    return (await this.effects(listing)).map((effect) => effect.orderNo);
  }

  /** Waits until all that was committed is on Kafka and all that is on Kafka is settled. */
  async drain(service: BenchService): Promise<void> {
    await service.relay.drain();
    await eventually(() => service.consumers.caughtUp());
  }

  async close(): Promise<void> {
    await this.stopServices();
    await this.dataSource.destroy();
  }
}

/** Signed bytes as the sender's service would have sent them. */
export async function signed(
  value: Buffer,
  key: SigningKey = signingKeys.of(COURT),
): Promise<{ value: Buffer; headers: IHeaders }> {
  return { value, headers: { [JWS_HEADER]: await signDetached(value, key) } };
}

async function openDatabase(url: string, poolSize: number): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, poolSize }).initialize();
}
