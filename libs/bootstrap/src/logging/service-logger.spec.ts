import { QueryFailedError } from 'typeorm';
import { ServiceLogger } from './service-logger.js';

describe('the log', () => {
  const lines: string[] = [];
  const logger = new ServiceLogger('blacklist-registry', 'debug', (line) => lines.push(line));

  function lastLine(): Record<string, unknown> {
    return JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  }

  it('given an object, then its fields are the line’s', () => {
    logger.log({ msg: 'message handled', topic: 'repair-orders', durationMs: 3 }, 'consumer');
    expect(lastLine()).toMatchObject({
      level: 'info',
      service: 'blacklist-registry',
      context: 'consumer',
      msg: 'message handled',
      topic: 'repair-orders',
      durationMs: 3,
    });
  });

  it('given text, then it is the message', () => {
    logger.warn('slow', 'relay');
    expect(lastLine()).toMatchObject({ level: 'warn', msg: 'slow', context: 'relay' });
  });

  it('given Nest’s start-up story, then it is told in debug only', () => {
    logger.log('TypeOrmModule dependencies initialized', 'InstanceLoader');
    expect(lastLine()).toMatchObject({ level: 'debug' });
  });

  it('given secrets, then they are left out', () => {
    logger.log({
      msg: 'x',
      authorization: 'Bearer a',
      headers: { authorization: 'Bearer b' },
      token: 'c',
    });
    expect(lines.at(-1)).not.toMatch(/Bearer|"c"/);
  });

  it('given an identity number in any place, then it is left out', () => {
    logger.error(new Error('no row for 340104190006150018'));
    expect(lines.at(-1)).toContain('no row for [identity number]');
    expect(lines.at(-1)).not.toContain('340104190006150018');
  });

  it('given an id that ends in digits, then it is kept', () => {
    logger.log({ msg: 'x', id: 'lst_01KAPA0000000190006150018' });
    expect(lastLine()).toMatchObject({ id: 'lst_01KAPA0000000190006150018' });
  });

  it('given a failed query, then neither its parameters nor the values in its message are kept', () => {
    const driver = Object.assign(new Error('Key (name)=(张三) already exists.'), {
      code: '23505',
      table: 'listing',
      constraint: 'listing_name',
      detail: 'Key (name)=(张三) already exists.',
    });
    logger.error({ msg: 'unhandled', err: new QueryFailedError('INSERT …', ['张三'], driver) });
    expect(lastLine()).toMatchObject({
      err: {
        code: '23505',
        table: 'listing',
        constraint: 'listing_name',
        message: 'query failed (23505, listing, listing_name)',
      },
    });
    expect(lines.at(-1)).not.toContain('张三');
  });

  it('given an error with a cause, then both are told', () => {
    logger.error({ msg: 'x', err: new Error('outer', { cause: new Error('inner') }) });
    expect(lastLine()).toMatchObject({ err: { message: 'outer', cause: { message: 'inner' } } });
  });
});
