import { sightingOf } from './look-answer.js';

describe('answer of a look-up', () => {
  it.each([
    [200, '{"listed":true,"history":false}', 'present', null],
    [200, '{"listed":false}', 'absent', null],
    [200, '{"listed":"false"}', 'unknown', 'NO_BOOLEAN'],
    [200, '{"listed":null}', 'unknown', 'NO_BOOLEAN'],
    [200, '{}', 'unknown', 'NO_BOOLEAN'],
    [200, '[]', 'unknown', 'NO_BOOLEAN'],
    [200, 'null', 'unknown', 'NO_BOOLEAN'],
    [200, '<html>请输入验证码</html>', 'unknown', 'NOT_JSON'],
    [200, '', 'unknown', 'NOT_JSON'],
    [204, '', 'unknown', 'STATUS'],
    [301, '{"listed":false}', 'unknown', 'STATUS'],
    [404, '{"listed":false}', 'unknown', 'STATUS'],
    [500, '{"listed":false}', 'unknown', 'STATUS'],
  ])('%i %s is %s (%s)', (status, body, presence, reason) => {
    expect(sightingOf(status, body)).toMatchObject({ presence, reason });
  });

  it.each([
    ['{"listed":false,"history":true}', true],
    ['{"listed":false,"history":false}', false],
    ['{"listed":false}', null],
    ['{"listed":false,"history":"yes"}', null],
  ])('%s says of its history: %s', (body, history) => {
    expect(sightingOf(200, body)).toMatchObject({ presence: 'absent', history });
  });
});
