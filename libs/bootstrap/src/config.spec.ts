import { listEnv, readServiceConfig, requireKey } from './config.js';

const ENV = {
  PORT: '4001',
  DATABASE_URL: 'postgres://localhost/yichu',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  SIGNING_KEYS_FILE: 'signing.json',
  TRUSTED_KEYS_FILE: 'trusted.json',
  PARKED_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('the configuration of a service', () => {
  it('given what is required, then the rest has defaults', () => {
    expect(readServiceConfig('repair-decision', ENV)).toEqual({
      name: 'repair-decision',
      host: '127.0.0.1',
      port: 4001,
      databaseUrl: 'postgres://localhost/yichu',
      kafkaBrokers: ['127.0.0.1:9092', '127.0.0.1:9093'],
      topicSuffix: '',
      signingKeysFile: 'signing.json',
      trustedKeysFile: 'trusted.json',
      parkedKey: Buffer.alloc(32, 1),
      logLevel: 'info',
      publicUrl: 'http://127.0.0.1:4001',
    });
  });

  it('given a public address, then it has no slash at its end', () => {
    const config = readServiceConfig('repair-decision', {
      ...ENV,
      PUBLIC_URL: 'https://a.example/',
    });
    expect(config.publicUrl).toBe('https://a.example');
  });

  it.each(Object.keys(ENV))('given no %s, then a sentence names it', (name) => {
    expect(() => readServiceConfig('repair-decision', { ...ENV, [name]: '' })).toThrow(name);
  });

  it.each(['http', '-1', '65536', '1.5'])('given the port %p, then a sentence says so', (PORT) => {
    expect(() => readServiceConfig('repair-decision', { ...ENV, PORT })).toThrow('PORT must be');
  });

  it('given a key of another length, then its value is not in the sentence', () => {
    const env = { PARKED_KEY: 'c2VjcmV0' };
    expect(() => requireKey(env, 'PARKED_KEY')).toThrow(
      'PARKED_KEY must be 32 bytes in base64, and is 6 bytes.',
    );
  });

  it('given no list, then it is empty', () => {
    expect(listEnv({}, 'PRIVATE_NETWORKS')).toEqual([]);
  });
});
