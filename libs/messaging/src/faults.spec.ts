import { QueryFailedError } from 'typeorm';
import { isConflict, isInfrastructureFault } from './faults.js';
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
