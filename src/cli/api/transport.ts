import { CliError } from '../exit-code.js';
import { type Terminal } from '../terminal.js';

/** Functions that send requests: `fetch` and the form that belongs to it. */
export interface Transport {
  readonly fetch: typeof fetch;
  readonly createForm: () => FormData;
  /** Address of the proxy, for messages; null when requests go straight to the service. */
  readonly proxy: string | null;
}

const DIRECT: Transport = { fetch: (...args) => fetch(...args), createForm: () => new FormData(), proxy: null };

/** Proxy variables in order of precedence, which is curl's; lower case wins. */
const PROXY_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/**
 * Opens the connection to the service: through the proxy that the environment names, unless NO_PROXY names the service.
 * Node's own `fetch` supports no proxies before version 24.
 *
 * @throws {CliError} of kind `usage` for a proxy that is no http(s) address
 */
export async function openTransport(url: string, env: Terminal['env']): Promise<Transport> {
  const { protocol } = new URL(url);
  const variable = PROXY_VARIABLES[protocol]?.find((name) => env[name]);
  const proxy = variable === undefined ? undefined : env[variable];
  if (proxy === undefined || isExempt(url, env.no_proxy ?? env.NO_PROXY ?? '')) return DIRECT;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CliError('usage', `${variable} must be an address such as http://proxy.example:3128.`);
  }
  const undici = await import('undici');
  const { username, password, origin } = new URL(address);
  const token =
    username === ''
      ? {}
      : { token: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}` };
  const dispatcher = new undici.ProxyAgent({ uri: origin, ...token });
  return {
    fetch: ((input: string, init: object) =>
      undici.fetch(input, { ...init, dispatcher })) as unknown as Transport['fetch'],
    createForm: () => new undici.FormData(),
    proxy: origin,
  };
}

/** True when NO_PROXY names the service: `*`, a host, or a domain with all below it, each with or without a port. */
export function isExempt(url: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      // An IPv6 address has colons of its own: it is bracketed where a port follows.
      const [, name = entry, entryPort] = /^(\[.+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? [];
      const domain = name
        .toLowerCase()
        .replace(/^\[|\]$/g, '')
        .replace(/^\*?\./, '');
      return (host === domain || host.endsWith(`.${domain}`)) && (entryPort === undefined || entryPort === ownPort);
    });
}
