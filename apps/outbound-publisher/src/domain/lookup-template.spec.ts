import { isLookupTemplate } from './lookup-template.js';

describe('lookup template', () => {
  it.each([
    'http://127.0.0.1:4101/lookup?ref={listingRef}',
    'https://example.cn/{court}/{caseNumber}',
    'https://example.cn/{caseNumber}#result',
    'https://example.cn?q={uscc}',
  ])('given %s, then it can be used', (template) => {
    expect(isLookupTemplate(template)).toBe(true);
  });

  it.each([
    'https://example.cn/lookup',
    'https://example.cn/{name}',
    'https://{listingRef}.example.cn/',
    'https://user:{uscc}@example.cn/{listingRef}',
    'https://example.cn{listingRef}',
    'ftp://example.cn/{listingRef}',
    'example.cn/{listingRef}',
    'https://example.cn/{listingRef',
    'https://example.cn/{{listingRef}}',
    'https://example.cn/{court}',
    'https://example.cn/#/{listingRef}',
    'https://example.cn/{uscc}#{listingRef}',
    'https://example.cn/\r\nX: y?r={listingRef}',
    'https://example.cn/look up/{listingRef}',
    'https://example.cn:0/{listingRef}',
    '',
  ])('given %p, then it cannot', (template) => {
    expect(isLookupTemplate(template)).toBe(false);
  });
});
