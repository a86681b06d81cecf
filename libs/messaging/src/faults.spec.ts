import { QueryFailedError } from 'typeorm';
import { isConflict, isInfrastructureFault, sentenceOf } from './faults.js';
import { InfrastructureFault } from './outcome.js';

const withCode = (code: string) => Object.assign(new Error('from the driver'), { code });
const fromQuery = (code: string) => new QueryFailedError('SELECT 1', [], withCode(code));

describe('kinds of faults', () => {
  it.each([
    new InfrastructureFault('the registry is away'),
    withCode('ECONNREFUSED'),
    withCode('ECONNRESET'),
    fromQuery('57P01'),
    fromQuery('08006'),
    fromQuery('53300'),
    fromQuery('25P03'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
  ])('given %p, then the message is not to blame', (error) => {
    expect(isInfrastructureFault(error)).toBe(true);
  });

  it.each([
    new TypeError('x is undefined'),
    fromQuery('23505'),
    fromQuery('22P02'),
    'a string',
    null,
  ])('given %p, then it is a fault of the message or of the handler', (error) => {
    expect(isInfrastructureFault(error)).toBe(false);
  });

  it.each(['40001', '40P01'])('given SQLSTATE %s, then the work may be done again', (code) => {
    expect(isConflict(fromQuery(code))).toBe(true);
  });
});

describe('what is told of an error', () => {
  const refusal = Object.assign(new Error('duplicate key value: (name)=(张三)'), {
    severity: 'ERROR',
    code: '23505',
    table: 'listing',
    constraint: 'listing_name',
  });

  it.each<[string, unknown, string]>([
    [
      'a failed query',
      new QueryFailedError('INSERT', ['张三'], refusal),
      'query failed (23505, listing, listing_name)',
    ],
    ['the driver’s own error', refusal, 'query failed (23505, listing, listing_name)'],
    ['text that could not be parsed', parseError('{"name":"张三"'), 'malformed text'],
    ['an error', new Error('the handler has a bug'), 'the handler has a bug'],
    [
      'several that say nothing',
      Object.assign(new Error(''), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['what is no error', { name: '张三' }, 'something that is no error was thrown'],
  ])('given %s, then no value of the data is in it', (_what, error, sentence) => {
    expect(sentenceOf(error)).toBe(sentence);
  });
});

function parseError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
