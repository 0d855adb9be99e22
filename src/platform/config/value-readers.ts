import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** A reader's result for a variable's text: its typed value, or the words that complete "expected ...". */
export type ReadValue<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

/** Turns the text of one environment variable into a value. Readers never see an unset or empty variable. */
export type ValueReader<T> = (text: string) => ReadValue<T>;

/** Express's setting for trusted senders of `X-Forwarded-For`: none, a number of hops, or addresses. */
export type TrustedProxies = false | number | readonly string[];

/** A private key that signs our access tokens, with the JOSE algorithm that its type calls for. */
export interface SigningKey {
  readonly pem: string;
  readonly algorithm: 'RS256' | 'ES256';
}

const value = <T>(read: T): ReadValue<T> => ({ ok: true, value: read });
const expected = (what: string): { ok: false; expected: string } => ({ ok: false, expected: what });

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number): ValueReader<number> {
  return (text) => {
    const read = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    return read >= min && read <= max ? value(read) : expected(`a whole number from ${min} to ${max}`);
  };
}

/** One lower-case letter. */
export const letter: ValueReader<string> = (text) =>
  /^[a-z]$/.test(text) ? value(text) : expected('one letter from a to z');

/** Name of a database role, which leaves room for the endings of the roles beside it. */
export const roleName: ValueReader<string> = (text) =>
  /^(?!pg_)[a-z_][a-z0-9_]{0,49}$/.test(text)
    ? value(text)
    : expected('a role of at most 50 lower-case letters, digits and _, which does not begin with a digit or pg_');

/** A number above zero and at most `max`; fractions are written with a point. */
export function positiveNumber(max: number): ValueReader<number> {
  return (text) => {
    const read = /^(\d{1,15}(\.\d{1,9})?|\.\d{1,9})$/.test(text) ? Number(text) : NaN;
    return read > 0 && read <= max ? value(read) : expected(`a number above 0 and at most ${max}, such as 60 or 0.5`);
  };
}

/** As `positiveNumber`, but zero as well. */
export function numberUpTo(max: number): ValueReader<number> {
  return (text) => {
    const read = /^0+(\.0+)?$/.test(text) ? value(0) : positiveNumber(max)(text);
    return read.ok ? read : expected(`a number from 0 to ${max}, such as 24 or 0.5`);
  };
}

export function oneOf<const T extends string>(choices: readonly T[]): ValueReader<T> {
  return (text) => {
    const found = choices.find((choice) => choice === text.toLowerCase());
    return found === undefined ? expected(`one of ${choices.join(', ')}`) : value(found);
  };
}

export function textOf(min: number, max: number): ValueReader<string> {
  return (text) => (text.length >= min && text.length <= max ? value(text) : expected(`${min} to ${max} characters`));
}

/** A token as it goes into an `Authorization` header. */
export const bearerToken: ValueReader<string> = (text) =>
  /^[!-~]{1,1024}$/.test(text) ? value(text) : expected('1 to 1024 visible ASCII characters without spaces');

/** A host name or an IP address to listen on, without scheme or port. */
export const hostName: ValueReader<string> = (text) =>
  isIP(text) > 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text)
    ? value(text)
    : expected('an address or host name without scheme or port, such as 0.0.0.0 or 127.0.0.1');

export const emailAddress: ValueReader<string> = (text) =>
  text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/.test(text)
    ? value(text)
    : expected('an email address, such as admin@example.org');

/** The short name of an organization, as in URLs. */
export const slug: ValueReader<string> = (text) =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
    ? value(text)
    : expected('1 to 63 lower-case letters, digits and inner hyphens, such as acme');

/** 32 bytes in base64. */
export const secretsKey: ValueReader<string> = (text) =>
  /^[A-Za-z0-9+/]{43}=$/.test(text)
    ? value(text)
    : expected('32 bytes in base64, as printed by `openssl rand -base64 32`');

/** Previous keys, or the fingerprints of lost ones (`lost:` and 16 hex digits), separated by commas. */
export const previousSecretsKeys: ValueReader<readonly string[]> = (text) => {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.every((entry) => secretsKey(entry).ok || /^lost:[0-9a-f]{16}$/.test(entry))
    ? value(entries)
    : expected('keys of 32 bytes in base64, or `lost:` followed by the fingerprint of a lost key, separated by commas');
};

/** A network of addresses (CIDR), or a host by its name, that outgoing requests may reach beyond the public addresses. */
export type AllowedTarget =
  | { readonly kind: 'network'; readonly text: string }
  /** `network`: where the host may have its address; null: anywhere. */
  | { readonly kind: 'host'; readonly text: string; readonly network: string | null };

/** Networks, addresses and host names, of which each may name its network behind an `@`, separated by commas. */
export const allowedTargets: ValueReader<readonly AllowedTarget[]> = (text) => {
  const targets = text.split(',').map((entry) => readTarget(entry.trim().toLowerCase()));
  const areRead = targets.every((target) => target !== null);
  return areRead
    ? value(targets)
    : expected('networks and host names separated by commas, such as 10.1.0.0/16,git.example.org@10.2.0.0/16');
};

function readTarget(entry: string): AllowedTarget | null {
  if (isAddressOrNetwork(entry)) return { kind: 'network', text: entry };
  const [name, network, ...more] = entry.split('@') as [string, ...string[]];
  const isRead = hostName(name).ok && isIP(name) === 0 && more.length === 0;
  if (!isRead || (network !== undefined && !isAddressOrNetwork(network))) return null;
  return { kind: 'host', text: name, network: network ?? null };
}

/** An absolute http or https URL, kept as written. */
export const httpUrl: ValueReader<string> = (text) =>
  parseUrl(text, ['http:', 'https:']) === null ? expected('a URL that begins with https:// or http://') : value(text);

/** As `httpUrl`; http for servers on this machine alone. */
export const secureUrl: ValueReader<string> = (text) => {
  const url = parseUrl(text, ['http:', 'https:']);
  return url !== null && (url.protocol === 'https:' || isLoopback(url))
    ? value(text)
    : expected('a URL that begins with https://; http:// is only for servers on this machine');
};

/** Origins, such as `https://git.example.org:8443`, separated by commas. */
export const origins: ValueReader<readonly string[]> = (text) => {
  const entries = text.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.every((entry) => parseUrl(entry, ['http:', 'https:'])?.origin === entry && !/[;*'"]/.test(entry))
    ? value(entries)
    : expected('origins separated by commas, such as https://raw.githubusercontent.com,https://git.example.org');
};

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Scopes of OpenID Connect, separated by blanks. */
export const scopes: ValueReader<string> = (text) =>
  text.split(' ').includes('openid') && /^[!#-[\]-~]+( [!#-[\]-~]+)*$/.test(text)
    ? value(text)
    : expected('scopes separated by single spaces, including openid');

/** The address under which people reach the service, without a slash at its end. */
export const publicUrl: ValueReader<string> = (text) => {
  const url = parseUrl(text, ['http:', 'https:']);
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain
    ? value(url.href.replace(/\/+$/, ''))
    : expected('a URL without credentials, query and fragment, such as https://gate.example.org');
};

export const redisUrl: ValueReader<string> = (text) =>
  (parseUrl(text, ['redis:', 'rediss:'])?.hostname ?? '') === ''
    ? expected('a URL that begins with redis:// or rediss:// and names a host')
    : value(text);

/** A server that takes mails. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** From the first byte; from the command STARTTLS on, which it must offer; not at all. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

const SMTP = 'a URL such as smtps://user:password@mail.example.org or smtp://mail.example.org:587';

/**
 * A mail server: `smtps://` begins with TLS (port 465), `smtp://` changes to it (port 587). Without TLS goes what is for
 * a server on this machine, or has `?tls=off` and no password.
 */
export const smtpUrl: ValueReader<SmtpServer> = (text) => {
  const url = parseUrl(text, ['smtp:', 'smtps:']);
  const isOff = url?.search === '?tls=off';
  const isPlain = url !== null && /^\/?$/.test(url.pathname) && url.hash === '' && (url.search === '' || isOff);
  if (!isPlain || !/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)$/i.test(url.hostname) || url.port === '0') return expected(SMTP);
  const isImplicit = url.protocol === 'smtps:';
  const isNear = isLoopback(url);
  if (isOff && isImplicit) return expected('smtp:// with ?tls=off, because smtps:// always uses TLS');
  if (isOff && !isNear && url.username !== '')
    return expected('no user and password with ?tls=off, because anyone on the network path could read them');
  const credentials = credentialsOf(url);
  if (credentials === undefined) return expected('a percent-encoded user and password, or neither');
  return value({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'implicit' : isOff || isNear ? 'none' : 'starttls',
    credentials,
  });
};

/** Undefined where they are incomplete. */
function credentialsOf({ username, password }: URL): SmtpServer['credentials'] | undefined {
  if (username === '' && password === '') return null;
  if (username === '' || password === '') return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

/** A sender or receiver of mails. */
export interface Mailbox {
  /** Empty: it has none. */
  readonly name: string;
  readonly address: string;
}

/** `gate@example.org`, or `Quality Gate <gate@example.org>`. */
export const mailbox: ValueReader<Mailbox> = (text) => {
  const [, name = '', address = text] = /^"?([^"<>\p{Cc}]*?)"?\s*<([^<>]*)>$/u.exec(text) ?? [];
  return emailAddress(address).ok && /^[^\p{Cc}"<>,;]+$/u.test(address)
    ? value({ name: name.trim(), address })
    : expected('an address such as gate@example.org or Quality Gate <gate@example.org>');
};

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const SESSION_ATTRIBUTES = ['any', 'read-write', 'primary'];
/** Hosts of a URL after the first one. */
const FURTHER_HOSTS = /^([a-z]+:\/\/(?:[^@/?#]*@)?[^,/?#]*)((?:,[a-z0-9._:[\]-]+)*)/i;

/**
 * A connection URL of PostgreSQL, of one host or several. The database must be named: the driver would silently take the
 * user's name.
 */
export const postgresUrl: ValueReader<string> = (text) => {
  const url = parseUrl(text.replace(FURTHER_HOSTS, '$1'), ['postgres:', 'postgresql:']);
  const hasDatabase = /^\/[^/]+$/.test(url?.pathname ?? '');
  return hasDatabase && isOneOf(url!, 'sslmode', SSL_MODES) && isOneOf(url!, 'target_session_attrs', SESSION_ATTRIBUTES)
    ? value(text)
    : expected(
        'a URL such as postgres://user:password@host:5432/database; it may name several hosts, separated by commas, and ' +
          `sslmode=${SSL_MODES.join(', ')}`,
      );
};

const isOneOf = (url: URL, parameter: string, choices: readonly string[]): boolean =>
  url.searchParams.getAll(parameter).every((chosen) => choices.includes(chosen));

/** `true` or `false`. */
export const trueOrFalse: ValueReader<boolean> = (text) =>
  /^(true|false)$/i.test(text) ? value(text.toLowerCase() === 'true') : expected('true or false');

const PROXY_RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

/**
 * `false`; a number of proxies in front of the service; or addresses, networks and Express's range names, separated
 * by commas. `true` means one proxy, never "believe everybody": that would let any client choose its own address.
 */
export const trustedProxies: ValueReader<TrustedProxies> = (text) => {
  const word = text.toLowerCase();
  if (word === 'false') return value(false);
  if (word === 'true') return value(1);
  if (/^\d{1,2}$/.test(word)) return value(Number(word) === 0 ? false : Number(word));
  const entries = word.split(',').map((entry) => entry.trim());
  return entries.every((entry) => PROXY_RANGES.has(entry) || isAddressOrNetwork(entry))
    ? value(entries)
    : expected('false, true, a number of proxies, or addresses and networks separated by commas');
};

/** A PEM private key: RSA from 2048 bits (RS256) or P-256 (ES256). `\n` in one line stands for a line break. */
export const signingKey: ValueReader<SigningKey> = (text) => {
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n');
  const algorithm = signingAlgorithmOf(pem);
  return algorithm === null
    ? expected('an unencrypted private key in PEM form, RSA of 2048 bits or more, or EC on P-256')
    : value({ pem, algorithm });
};

/** A key by which tokens are verified, public in PEM form. */
export interface VerificationPem {
  readonly pem: string;
}

const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g;

/** PEM keys, private or public, one after the other, of the kinds that `signingKey` takes; only their public halves count. */
export const verificationKeys: ValueReader<readonly VerificationPem[]> = (text) => {
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n');
  const blocks = pem.match(PEM_BLOCK) ?? [];
  const keys = blocks.map(publicHalfOf).filter((key) => key !== null);
  const isWhole = pem.replace(PEM_BLOCK, '').trim() === '' && keys.length === blocks.length;
  return isWhole
    ? value(keys.map((key) => ({ pem: key })))
    : expected('private or public keys in PEM form, one after the other, RSA of 2048 bits or more, or EC on P-256');
};

function publicHalfOf(pem: string): string | null {
  try {
    const key = createPublicKey(pem);
    return algorithmOf(key) === null ? null : key.export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return null;
  }
}

function signingAlgorithmOf(pem: string): SigningKey['algorithm'] | null {
  try {
    return algorithmOf(createPrivateKey(pem));
  } catch {
    return null;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningKey['algorithm'] | null {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? 'RS256' : null;
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : null;
}

function isAddressOrNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function parseUrl(text: string, protocols: readonly string[]): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && protocols.includes(url.protocol) ? url : null;
}
