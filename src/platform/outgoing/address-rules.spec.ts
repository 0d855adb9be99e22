import { allowedTargets } from '../config/value-readers.js';
import { AddressRules, isPublicAddress } from './address-rules.js';
import { warnOfNamesWithoutNetwork } from './names-without-network.js';

/** Addresses of ranges that are no targets, each with its range. */
const FORBIDDEN = [
  ['0.0.0.0', 'this network'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.254', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'shared by carriers'],
  ['100.100.100.200', 'shared by carriers, metadata of a cloud'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['169.254.169.254', 'link-local, metadata of clouds'],
  ['168.63.129.16', 'metadata of a cloud'],
  ['192.0.0.192', 'protocols, metadata of a cloud'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', '6to4 relay'],
  ['198.18.0.1', 'benchmarks'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::7f00:1', 'IPv4-compatible'],
  ['::ffff:127.0.0.1', 'IPv4-mapped'],
  ['::ffff:7f00:1', 'IPv4-mapped'],
  ['::ffff:8.8.8.8', 'IPv4-mapped'],
  ['::ffff:0:7f00:1', 'IPv4-translated'],
  ['64:ff9b::7f00:1', 'NAT64'],
  ['64:ff9b:1::7f00:1', 'NAT64 of a network'],
  ['100::1', 'discard'],
  ['2001::1', 'Teredo'],
  ['2001:2::1', 'benchmarks'],
  ['2001:10::1', 'ORCHID'],
  ['2001:20::1', 'ORCHIDv2'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::', '6to4'],
  ['3fff::1', 'documentation'],
  ['5f00::1', 'SRv6'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'unique local, metadata of a cloud'],
  ['fe80::1', 'link-local'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
] as const;

/** Spellings of loopback that a URL may have. */
const SPELLINGS = [
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '127.0.0.1.',
  '[::ffff:127.0.0.1]',
  '[::1]',
  'localhost',
  'LOCALHOST.',
  'gate.localhost',
  '%31%32%37.0.0.1',
  '127。0。0。1',
];

const NONE = new AddressRules([]);

function rulesFor(text: string): AddressRules {
  const read = allowedTargets(text);
  if (!read.ok) throw new Error(read.expected);
  return new AddressRules(read.value);
}

const codeOf = (rules: AddressRules, url: string) => rules.judgeUrl(url)?.code ?? null;

describe('addresses', () => {
  it.each(FORBIDDEN)('%s is refused: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
    expect(NONE.admits('hooks.example.org', address)).toBe(false);
    expect(codeOf(NONE, `https://${address.includes(':') ? `[${address}]` : address}/hook`)).toBe(
      'address_not_allowed',
    );
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '198.20.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is public',
    (address) => {
      expect(NONE.admits('hooks.example.org', address)).toBe(true);
    },
  );

  it.each(SPELLINGS)('https://%s is loopback', (host) => {
    expect(codeOf(NONE, `https://${host}/hook`)).toBe('address_not_allowed');
  });
});

describe('URLs', () => {
  it.each(['https://hooks.example.org/a?b=c', 'https://hooks.example.org:8443', 'https://8.8.8.8/'])(
    '%s is tried',
    (url) => expect(NONE.judgeUrl(url)).toBeNull(),
  );

  it.each([
    ['no URL', 'hooks.example.org'],
    ['another scheme', 'ftp://hooks.example.org'],
    ['a file', 'file:///etc/passwd'],
    ['no encryption', 'http://hooks.example.org'],
    ['a user', 'https://user@hooks.example.org'],
    ['a password', 'https://:word@hooks.example.org'],
    ['a fragment', 'https://hooks.example.org/#part'],
    ['an empty fragment', 'https://hooks.example.org/#'],
  ])('with %s is invalid', (_, url) => {
    expect(codeOf(NONE, url)).toBe('invalid_url');
  });

  it.each([
    [22, 'address_not_allowed'],
    [79, 'address_not_allowed'],
    [80, null],
    [81, 'address_not_allowed'],
    [443, null],
    [1023, 'address_not_allowed'],
    [1024, null],
    [65_535, null],
  ])('with the port %d: %s', (port, code) => {
    expect(codeOf(NONE, `https://hooks.example.org:${port}/`)).toBe(code);
  });
});

describe('OUTGOING_ALLOW', () => {
  it('opens a network, over http where the URL names an address of it', () => {
    const rules = rulesFor('10.1.0.0/16, fd12::/16');
    expect(rules.admits('git.example.org', '10.1.2.3')).toBe(true);
    expect(rules.admits('git.example.org', '10.2.0.1')).toBe(false);
    expect(rules.admits('git.example.org', 'fd12::1')).toBe(true);
    expect(rules.judgeUrl('http://10.1.2.3:8080/')).toBeNull();
    expect(rules.judgeUrl('https://git.example.org/')).toBeNull();
    expect(codeOf(rules, 'http://git.example.org/')).toBe('invalid_url');
    expect(codeOf(rules, 'http://10.2.0.1/')).toBe('address_not_allowed');
  });

  it('opens one address, and loopback by its name', () => {
    const rules = rulesFor('127.0.0.1');
    expect(rules.judgeUrl('http://127.0.0.1:8080/')).toBeNull();
    expect(rules.judgeUrl('http://localhost:8080/')).toBeNull();
    expect(codeOf(rules, 'http://127.0.0.2:8080/')).toBe('address_not_allowed');
  });

  it('opens a host by its name, whatever its address, and no host below or beside it', () => {
    const rules = rulesFor('Git.Example.org');
    expect(rules.judgeUrl('http://git.example.org/')).toBeNull();
    expect(rules.admits('git.example.org', '10.0.0.1')).toBe(true);
    expect(codeOf(rules, 'http://a.git.example.org/')).toBe('invalid_url');
    expect(rules.admits('a.git.example.org', '10.0.0.1')).toBe(false);
  });

  it('opens a host at addresses of the networks that it names, and at no other private one', () => {
    const rules = rulesFor('git.example.org@10.1.0.0/16,git.example.org@fd12::1,wiki.example.org@10.9.0.1');
    for (const address of ['10.1.2.3', 'fd12::1', '8.8.8.8'])
      expect([address, rules.admits('git.example.org', address)]).toEqual([address, true]);
    for (const address of ['10.0.255.255', '10.2.0.0', 'fd12::2', '10.9.0.1', '127.0.0.1', '169.254.169.254'])
      expect([address, rules.admits('git.example.org', address)]).toEqual([address, false]);
    expect(rules.judgeUrl('http://git.example.org/')).toBeNull();
    expect(rules.admits('other.example.org', '10.1.2.3')).toBe(false);
    expect(codeOf(rules, 'https://10.1.2.3/')).toBe('address_not_allowed');
    expect(codeOf(rules, 'http://other.example.org/')).toBe('invalid_url');
  });

  it('opens loopback to its name alone', () => {
    const rules = rulesFor('localhost@127.0.0.1');
    expect(rules.judgeUrl('http://localhost:8080/')).toBeNull();
    expect(codeOf(rules, 'http://127.0.0.1:8080/')).toBe('address_not_allowed');
  });

  it.each([
    'http://git.example.org',
    'git.example.org:8080',
    '10.0.0.0/33',
    'git.example.org@',
    'git.example.org@10.0.0.0/33',
    'git.example.org@other.example.org',
    'git.example.org@10.0.0.1@10.0.0.2',
    '10.0.0.1@10.0.0.0/8',
    '@10.0.0.0/8',
    '',
  ])('refuses %j', (text) => {
    expect(allowedTargets(text).ok).toBe(false);
  });
});

describe('names of OUTGOING_ALLOW without a network', () => {
  const ADDRESSES: Readonly<Record<string, string[]>> = {
    'private.example.org': ['10.1.2.3', 'fd12::1'],
    'public.example.org': ['8.8.8.8'],
    'both.example.org': ['8.8.8.8', '192.168.0.7'],
  };
  const warningOf = (text: string, proxyUrl: string | null = null) => {
    const read = allowedTargets(text);
    const allow = read.ok ? read.value : [];
    const lookUp = (host: string) =>
      host in ADDRESSES ? Promise.resolve(ADDRESSES[host]!) : Promise.reject(new Error('ENOTFOUND'));
    return warnOfNamesWithoutNetwork({ allow, proxyUrl }, lookUp);
  };

  it('are warned of where their addresses are not public, with the line to write, which ends the warning', async () => {
    const warning = await warningOf('172.16.0.0/12,private.example.org,public.example.org,both.example.org');
    const [, hosts, line] = /network: (.*)\. Version 2\.0 will refuse them\. Write OUTGOING_ALLOW=(\S+)$/.exec(
      warning!,
    )!;
    expect(hosts).toBe('private.example.org (10.1.2.3, fd12::1), both.example.org (192.168.0.7)');
    expect(line).toBe(
      '172.16.0.0/12,private.example.org@10.1.2.3,private.example.org@fd12::1,public.example.org,both.example.org@192.168.0.7',
    );
    expect(await warningOf(line!)).toBeNull();
  });

  it.each([
    '10.0.0.0/8,fd12::/16,private.example.org',
    'private.example.org,private.example.org@10.1.2.0/24,private.example.org@fd12::/16',
    'public.example.org',
    'unknown.example.org',
    '10.0.0.0/8',
  ])('are none in %s', async (text) => expect(await warningOf(text)).toBeNull());

  it('are no matter behind a proxy, which judges addresses', async () => {
    expect(await warningOf('private.example.org', 'http://proxy.example.org:3128')).toBeNull();
  });
});
