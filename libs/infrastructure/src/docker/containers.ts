import { randomBytes } from 'node:crypto';
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers';
import { freePort } from '../free-port.js';
import { brokerAnswers } from '../kafka-client.js';
import { postgresAnswers } from '../postgres-client.js';
import {
  postgresSettings,
  type KafkaPart,
  type Outage,
  type PostgresPart,
  type Purpose,
} from '../parts.js';
import type { Run } from '../run.js';
import { IMAGES, RUN_LABEL } from './engine.js';

const SECOND = 1000;
const START_TIME = 90 * SECOND;

export async function startPostgresContainer(
  client: ContainerRuntimeClient,
  run: Run,
  purpose: Purpose,
): Promise<PostgresPart> {
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const container = await start(
    run,
    IMAGES.postgres,
    { container: 5432, host: port },
    { POSTGRES_PASSWORD: password },
    ['postgres', ...postgresSettings(purpose)],
  );
  const adminUrl = `postgres://postgres:${password}@${container.getHost()}:${port}/postgres`;
  const answers = (): Promise<string> => postgresAnswers(adminUrl, START_TIME);
  const version = await answers();
  return { description: `docker ${version}`, adminUrl, outage: outage(client, container, answers) };
}

export async function startKafkaContainer(
  client: ContainerRuntimeClient,
  run: Run,
): Promise<KafkaPart> {
  const port = await freePort();
  const address = `${client.info.containerRuntime.host}:${port}`;
  const container = await start(
    run,
    IMAGES.kafka,
    { container: 9092, host: port },
    kafkaSettings(address),
  );
  const answers = async (): Promise<void> => {
    if (!(await brokerAnswers(address, START_TIME)))
      throw new Error('The Kafka container did not start.');
  };
  await answers();
  const version = IMAGES.kafka.split(':').at(-1);
  return {
    description: `docker ${version}`,
    brokers: [address],
    topicSuffix: '',
    outage: outage(client, container, answers),
  };
}

async function start(
  run: Run,
  image: string,
  port: { container: number; host: number },
  environment: Record<string, string>,
  command: string[] = [],
): Promise<StartedTestContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  run.usesContainers();
  return (
    new GenericContainer(image)
      .withLabels({ [RUN_LABEL]: run.id })
      .withEnvironment(environment)
      .withCommand(command)
      .withExposedPorts(port)
      // The library would run port checks inside the container, half a minute on a busy machine; we ask the server itself.
      .withWaitStrategy(Wait.forLogMessage(/./))
      .withStartupTimeout(START_TIME)
      .start()
  );
}

function outage(
  client: ContainerRuntimeClient,
  container: StartedTestContainer,
  answers: () => Promise<unknown>,
): Outage {
  const handle = client.container.dockerode.getContainer(container.getId());
  const kill = async (): Promise<void> => {
    await handle.kill();
  };
  return {
    down: kill,
    kill,
    up: async () => {
      await handle.start();
      await answers();
    },
  };
}

/** As deploy's: one node, its public listener under the address that clients on this machine use. */
function kafkaSettings(address: string): Record<string, string> {
  return {
    CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
    KAFKA_HEAP_OPTS: '-Xmx256m -Xms64m',
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${address}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_LOG_DIRS: '/tmp/kraft-combined-logs',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  };
}
