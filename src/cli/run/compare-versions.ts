/**
 * A sentence on which of the two is older; null where both are of one version, or the service does not state its own.
 *
 * @param url address of the service, which hands out `qgate` of its own version
 */
export function compareVersions(own: string, service: string | undefined, url: string): string | null {
  if (service === undefined || service === own) return null;
  if (isOlder(own, service))
    return `qgate ${own} is older than the service (${service}): npx --package ${url}/qgate.tgz qgate has its version.`;
  return `The service (${service}) is older than qgate ${own}: what is new in qgate may not count there.`;
}

/** Compares by the numbers of the version alone. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.+-]/).slice(0, 3).map(Number)) as [number[], number[]];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && a[at]! < b[at]!;
}
