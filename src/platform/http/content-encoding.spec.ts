import { acceptedEncoding, isCompressible } from './content-encoding.js';

describe('the encoding of a body', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.2, identity', 'identity'],
    ['*', 'br'],
    ['*;q=0, gzip', 'gzip'],
    ['*;q=0', 'identity'],
    ['zstd', 'identity'],
  ])('for %p is %s', (header, encoding) => {
    expect(acceptedEncoding(header === undefined ? {} : { 'accept-encoding': header })).toBe(encoding);
  });
});

it.each([
  ['application/json; charset=utf-8', true],
  ['application/sarif+json', true],
  ['text/csv; charset=utf-8', true],
  ['text/javascript', true],
  ['application/problem+json; charset=utf-8', false],
  ['image/png', false],
  ['application/jsonp', false],
  ['application/octet-stream', false],
])('%s: %p', (type, expected) => {
  expect(isCompressible(type)).toBe(expected);
});
