/** The most minor versions that `qgate` and the service may differ by. */
const MINOR_VERSIONS = 1;

/** The versions that work with one: of its major version, and at most a minor version older or newer. */
export function isFarApart(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a[0] !== b[0] || Math.abs(a[1] - b[1]) > MINOR_VERSIONS;
}

/** The oldest and the newest of the versions that work with one, without their patch numbers. */
export function compatibleVersions(version: string): { readonly oldest: string; readonly newest: string } {
  const [major, minor] = numbersOf(version);
  return {
    oldest: `${major}.${Math.max(0, minor - MINOR_VERSIONS)}`,
    newest: `${major}.${minor + MINOR_VERSIONS}`,
  };
}

/** True when the numbers of one are lower; what follows them does not count. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && a[at]! < b[at]!;
}

const numbersOf = (version: string): [number, number, number] => {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).slice(0, 3).map(Number);
  return [major, minor, patch];
};
