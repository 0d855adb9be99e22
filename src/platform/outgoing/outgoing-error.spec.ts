import { AddressNotAllowed, toOutgoingError } from './outgoing-error.js';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

it.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNREFUSED', 'connection_refused'],
  ['ECONNRESET', 'connection_refused'],
  ['EHOSTUNREACH', 'connection_refused'],
  ['UND_ERR_SOCKET', 'connection_refused'],
  ['UND_ERR_HEADERS_OVERFLOW', 'too_large'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
])('%s is %s', (code, word) => {
  expect(toOutgoingError(withCode(code))).toBe(word);
  expect(toOutgoingError(new Error('wrapped', { cause: withCode(code) }))).toBe(word);
  expect(toOutgoingError(new AggregateError([withCode(code), withCode('ENOTFOUND')]))).toBe(word);
});

it('has words for refused addresses and aborted requests', () => {
  expect(toOutgoingError(new AddressNotAllowed())).toBe('address_not_allowed');
  expect(toOutgoingError(new DOMException('aborted', 'AbortError'))).toBe('timeout');
});

it('passes on what is no error of the network', () => {
  for (const error of [new TypeError('wrong'), withCode('UND_ERR_INVALID_ARG'), 'text'])
    expect(() => toOutgoingError(error)).toThrow();
});
