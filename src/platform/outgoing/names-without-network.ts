import { lookup } from 'node:dns/promises';
import type { OutgoingConfig } from '../config/app-config.js';
import type { AllowedTarget } from '../config/value-readers.js';
import { AddressRules } from './address-rules.js';

type LookUp = (host: string) => Promise<readonly string[]>;

const lookUpAll: LookUp = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * A warning about names of `OUTGOING_ALLOW` without a network whose addresses are not public, which version 2.0 refuses, with
 * the line to write instead; null where there are none. Behind a proxy, which judges addresses, no name is looked up.
 */
export async function warnOfNamesWithoutNetwork(
  { allow, proxyUrl }: Pick<OutgoingConfig, 'allow' | 'proxyUrl'>,
  lookUp = lookUpAll,
): Promise<string | null> {
  if (proxyUrl !== null) return null;
  const rules = new AddressRules(allow.filter((target) => !isWithoutNetwork(target)));
  const entries = await Promise.all(
    allow.map(async (target) => {
      // a name that is not resolved leads nowhere
      const found = isWithoutNetwork(target) ? await lookUp(target.text).catch(() => []) : [];
      return { target, missing: found.filter((address) => !rules.admits(target.text, address)) };
    }),
  );
  const named = entries.filter(({ missing }) => missing.length > 0);
  if (named.length === 0) return null;
  const hosts = named.map(({ target, missing }) => `${target.text} (${missing.join(', ')})`).join(', ');
  const line = entries.flatMap(({ target, missing }) => toTexts(target, missing)).join(',');
  return (
    `OUTGOING_ALLOW names hosts with private addresses but without their network: ${hosts}. ` +
    `Version 2.0 will refuse them. Write OUTGOING_ALLOW=${line}`
  );
}

const isWithoutNetwork = (target: AllowedTarget): boolean => target.kind === 'host' && target.network === null;

function toTexts(target: AllowedTarget, addresses: readonly string[]): string[] {
  if (addresses.length > 0) return addresses.map((address) => `${target.text}@${address}`);
  return [target.kind === 'host' && target.network !== null ? `${target.text}@${target.network}` : target.text];
}
