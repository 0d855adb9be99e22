/** Words for requests that brought no answer. */
export type OutgoingError =
  | 'timeout'
  | 'connection_refused'
  | 'dns'
  | 'tls'
  | 'address_not_allowed'
  | 'redirect'
  | 'too_large';

/** No address of a host may be connected to. */
export class AddressNotAllowed extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';

  constructor() {
    super('No address of this host is allowed.');
  }
}

const BY_CODE: Readonly<Record<string, OutgoingError | undefined>> = {
  ADDRESS_NOT_ALLOWED: 'address_not_allowed',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ABORT_ERR: 'timeout',
  UND_ERR_ABORTED: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
};
const TLS_CODES = /^(ERR_TLS_|ERR_SSL_|CERT_)/;

/**
 * The word for an error of undici, Node or OpenSSL. Connections that cannot be made, or that break off, are all
 * `connection_refused`.
 *
 * @throws the error itself where the request was wrong, not the network
 */
export function toOutgoingError(error: unknown): OutgoingError {
  const code = codeOf(error);
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') throw error;
  return BY_CODE[code] ?? (TLS_CODES.test(code) ? 'tls' : 'connection_refused');
}

interface NetworkError {
  readonly name?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** The code of an error or of its cause; of attempts at several addresses that of the first. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, code, cause, errors = [] } = error as NetworkError;
  // the code of a DOMException is a number
  if (name === 'AbortError') return 'ABORT_ERR';
  return typeof code === 'string' ? code : codeOf(errors[0] ?? cause);
}
