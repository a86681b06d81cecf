import { Client } from 'pg';
import { createTopics } from '#messaging';
import { findInfrastructure, type InfrastructureSettings } from '#infrastructure';
import { testInfrastructure } from '#testing';
import { readInfrastructureSettings } from '../src/config.js';

describe('findInfrastructure', () => {
  const quiet = { purpose: 'test', report: () => undefined, handlesSignals: false } as const;

  it('given the addresses of both, then it uses them, and leaves nothing on them', async () => {
    const { postgres, kafka } = await testInfrastructure();
    const settings = given({ databaseUrl: postgres.adminUrl, kafkaBrokers: kafka.brokers });

    const infrastructure = await findInfrastructure({ ...quiet, settings });
    await infrastructure.createDatabase('decision');
    await createTopics(kafka.brokers, infrastructure.kafka.topicSuffix);
    const during = await databasesOf(postgres.adminUrl, infrastructure.runId);
    await infrastructure.stop();

    expect([infrastructure.postgres.description, infrastructure.kafka.description]).toEqual([
      expect.stringMatching(/^url \d/),
      'url',
    ]);
    expect(during).toHaveLength(1);
    expect(await databasesOf(postgres.adminUrl, infrastructure.runId)).toEqual([]);
  });

  it('given YICHU_INFRA=url without addresses, then one sentence per language says what is missing', async () => {
    await expect(
      findInfrastructure({ ...quiet, settings: given({ mode: 'url' }) }),
    ).rejects.toThrow(/YICHU_INFRA=url 需要.*\n.*needs both DATABASE_URL and KAFKA_BROKERS/);
  });

  it('given an address where nobody answers, then it says so, and does not look elsewhere', async () => {
    const { postgres } = await testInfrastructure();
    const settings = given({ databaseUrl: postgres.adminUrl, kafkaBrokers: ['127.0.0.1:1'] });

    await expect(findInfrastructure({ ...quiet, settings })).rejects.toThrow(
      'No Kafka broker answers',
    );
  }, 30_000);

  function given(part: Partial<InfrastructureSettings>): InfrastructureSettings {
    return { ...readInfrastructureSettings({}), ...part };
  }

  async function databasesOf(adminUrl: string, runId: string): Promise<unknown[]> {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname LIKE $1', [
      `%${runId}%`,
    ]);
    await client.end();
    return rows;
  }
});
