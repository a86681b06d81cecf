import { permissionOf } from './handshake.js';

const US = 'publisher.example';

describe('the OPTIONS handshake', () => {
  it.each([
    [200, US, '120', { allowed: true, ratePerSecond: 2 }],
    [204, '*', '*', { allowed: true, ratePerSecond: null }],
    [200, ' Publisher.Example ', null, { allowed: true, ratePerSecond: null }],
    [200, US, '30', { allowed: true, ratePerSecond: 1 }],
    [200, US, '0', { allowed: false, reason: 'RATE' }],
    [200, US, '-5', { allowed: false, reason: 'RATE' }],
    [200, US, 'many', { allowed: false, reason: 'RATE' }],
    [200, US, '99999999999', { allowed: false, reason: 'RATE' }],
    [200, null, '120', { allowed: false, reason: 'ORIGIN' }],
    [200, 'somebody.example', null, { allowed: false, reason: 'ORIGIN' }],
    [200, `${US}.evil.example`, null, { allowed: false, reason: 'ORIGIN' }],
    [405, US, null, { allowed: false, reason: 'STATUS' }],
    [302, '*', null, { allowed: false, reason: 'STATUS' }],
  ])('answered %s with origin %p and rate %p is %p', (status, allowedOrigin, allowedRate, is) => {
    expect(permissionOf({ status, allowedOrigin, allowedRate }, US)).toEqual(is);
  });
});
