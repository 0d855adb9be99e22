import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AllowedTarget } from '../config/value-readers.js';

/** Reason why no request may go to a URL, as the URL itself shows it. */
export interface UrlFault {
  readonly code: 'invalid_url' | 'address_not_allowed';
  /** Completes a sentence that begins with the URL's field. */
  readonly message: string;
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** All public IPv6 addresses; what is outside has special uses, or none yet. */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3');
/** A public address that answers inside of Azure's machines alone, with what belongs to the machine. */
const AZURE_WIRE_SERVER = '168.63.129.16';
/** Ports below are those of other protocols, but for these. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS: readonly number[] = [80, 443];

/**
 * Decides which targets outgoing requests may have, as tenants choose them: public addresses over https, and what the
 * operator allows beyond (docs/adr/reach.md#targets-of-outgoing-requests). An address is judged as it is connected to,
 * never by another look-up of its name.
 */
export class AddressRules {
  private readonly networks: readonly Network[];
  /** Networks of each host that is named; null: any address. */
  private readonly hosts = new Map<string, (Network | null)[]>();

  constructor(allow: readonly AllowedTarget[]) {
    this.networks = allow.filter(({ kind }) => kind === 'network').map(({ text }) => toNetwork(text));
    for (const target of allow)
      if (target.kind === 'host') {
        const { text: host, network } = target;
        this.hosts.set(host, [...(this.hosts.get(host) ?? []), network === null ? null : toNetwork(network)]);
      }
  }

  /** The first fault of a URL; null where only the addresses of its host's name are left to judge. */
  judgeUrl(text: string): UrlFault | null {
    if (!URL.canParse(text)) return invalid('must be a URL');
    const url = new URL(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return invalid('must begin with https://');
    if (url.username !== '' || url.password !== '') return invalid('must not contain a user name or password');
    if (text.includes('#')) return invalid('must not contain a fragment');
    const host = hostOf(url);
    const address = literalAddress(host);
    if (address !== null && !this.admits(host, address))
      return notAllowed(
        'must not name an address of a private or reserved network that the operator does not allow with OUTGOING_ALLOW',
      );
    if (url.protocol === 'http:' && !this.isNamed(host, address))
      return invalid('must begin with https://, except for hosts that the operator allows with OUTGOING_ALLOW');
    return isUsualPort(url) ? null : notAllowed('must have port 80, 443, or 1024 or above');
  }

  /** True where a connection to this address of the host is allowed. */
  admits(host: string, address: string): boolean {
    const ofHost = this.hosts.get(host) ?? [];
    return (
      isPublicAddress(address) ||
      isIn(this.networks, address) ||
      ofHost.some((network) => network === null || isIn([network], address))
    );
  }

  private isNamed(host: string, address: string | null): boolean {
    return this.hosts.has(host) || (address !== null && isIn(this.networks, address));
  }
}

/** The host of a URL as connections are made to it: in lower case, without brackets and without the dot of the root. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** True for an address of the public internet; every special range, also of transitions to IPv6, is none. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' ? address !== AZURE_WIRE_SERVER : parsed.match(PUBLIC_IPV6);
}

const invalid = (message: string): UrlFault => ({ code: 'invalid_url', message });
const notAllowed = (message: string): UrlFault => ({ code: 'address_not_allowed', message });

/** The address that a host spells, of loopback also by its name; null for another name. URLs have one spelling of each. */
function literalAddress(host: string): string | null {
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  return isIP(host) > 0 ? host : null;
}

function isUsualPort({ protocol, port: text }: URL): boolean {
  const port = text === '' ? (protocol === 'https:' ? 443 : 80) : Number(text);
  return port >= FIRST_FREE_PORT || WEB_PORTS.includes(port);
}

function isIn(networks: readonly Network[], address: string): boolean {
  const parsed = ipaddr.parse(address);
  return networks.some((network) => network[0].kind() === parsed.kind() && parsed.match(network));
}

function toNetwork(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128] as Network;
}
