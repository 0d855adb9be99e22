/** File names that say that a file is a test. */
export const TEST_NAMES: readonly RegExp[] = [
  /[._-](test|spec|e2e|cy)\.\w+$|(^|\/)(test_[^/]*|conftest)\.py$|(^|\/)tests\.py$|^test\.\w+$|_(test|spec)\.\w+$/i,
  /[a-z0-9](Tests?|TestCase|Spec|IT)\.(java|kt|kts|scala|groovy|cs|fs|vb|php|swift)$/,
];

const FOLDERS: ReadonlySet<string> = new Set([
  ...['test', 'tests', '__tests__', 'spec', 'specs', 'e2e', 'fixture', 'fixtures', 'testdata', 'example', 'examples'],
  ...['sample', 'samples', 'demo', 'demos', 'playground', 'playgrounds'],
]);
/** Languages whose folders below a root of sources are the names of packages, such as `com/example`. */
const OF_PACKAGES = /\.(java|kts?|scala)$/;
const SOURCE_ROOT = /^(java|kotlin|scala)$/;
const FIRST_OF_PACKAGE = /^(com|org|net|io|dev|edu|gov|info|app|[a-z]{2})$/;

/** True for a file of tests, of their data, or of examples, by its path in the repository. */
export function isTestOrExample(path: string): boolean {
  if (TEST_NAMES.some((name) => name.test(path))) return true;
  if (!/test|spec|e2e|fixture|example|sample|demo|playground/i.test(path)) return false;
  return projectFolders(path).some((name) => FOLDERS.has(name.toLowerCase()));
}

/** Folders of a path that may tell its purpose: neither what lies below `src/main` nor the names of packages. */
export function projectFolders(path: string): readonly string[] {
  const folders = path.split('/').slice(0, -1);
  const main = folders.findIndex((name, at) => name === 'main' && folders[at - 1] === 'src');
  const outside = folders.slice(0, main === -1 ? undefined : main);
  return OF_PACKAGES.test(path) ? outside.slice(0, startOfPackage(outside)) : outside;
}

/** Number of the folder at which the name of a package begins. */
function startOfPackage(folders: readonly string[]): number {
  const root = folders.findIndex((name) => SOURCE_ROOT.test(name));
  if (root !== -1) return root;
  const first = folders.findIndex((name) => FIRST_OF_PACKAGE.test(name));
  return first === -1 ? folders.length : first;
}
