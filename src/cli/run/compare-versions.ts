import { isFarApart, isOlder } from '../../domain/versions/far-apart.js';

/**
 * A sentence on which of the two is too old; null where they work together, or the service does not state its version.
 *
 * @param url address of the service, which hands out `qgate` of its own version
 */
export function compareVersions(own: string, service: string | undefined, url: string): string | null {
  if (service === undefined || !isFarApart(own, service)) return null;
  if (isOlder(own, service))
    return `qgate ${own} is too old for the service (${service}): npx --yes ${url}/qgate.tgz has its version.`;
  return `The service (${service}) is too old for qgate ${own}: npx --yes ${url}/qgate.tgz has its version.`;
}
