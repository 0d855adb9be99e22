import { type FileKind } from '../../domain/changes/changed-lines.js';
import { projectFolders, TEST_NAMES } from '../../domain/paths/test-paths.js';
import { isSource } from './inventory.js';

type Rule = readonly [kind: FileKind, pattern: RegExp];

const TEST_FOLDER = /^(tests?|__tests__|__mocks__|specs?|e2e|cypress|test-?data|fixtures?|__fixtures__)$/i;
const EXAMPLE_FOLDER = /^(examples?|samples?|demos?|playgrounds?)$/i;
/**
 * Kinds of files by their paths; the first rule that matches decides, and all other files are sources or something
 * else.
 */
const BY_PATH: readonly Rule[] = [
  ['generated', /(^|\/)(node_modules|vendor|third_party|bower_components|dist|__generated__|generated)\//],
  ['generated', /[.-]min\.(js|css|mjs)$|\.pb(\.gw)?\.go$|_pb2(_grpc)?\.pyi?$|\.designer\.(cs|vb)$|\.g(\.i)?\.cs$/i],
  ['generated', /\.(g|freezed|gen)\.dart$|_generated\.\w+$|\.generated\.\w+$|\.pb\.(cc|h)$|(^|\/)zz_generated\./],
  ['declaration', /\.d(\.\w+)?\.[cm]?ts$|\.pyi$|\.(h|hh|hpp|hxx|inc|rbi|mli)$/],
  ...TEST_NAMES.map((name): Rule => ['test', name]),
  ['other', /(^|\/)\.|^(packages\/[^/]+\/)?(docs?|benchmarks?|bench)\//i],
  ['other', /\.config\.\w+$|(^|\/)(gulpfile|gruntfile|rakefile|jakefile)\.\w+$|(^|\/)(setup|noxfile|fabfile)\.py$/i],
  ['other', /\.(stories|story)\.\w+$|\.(gradle|gradle\.kts|sbt|cake)$|(^|\/)(build|package)\.(rs|swift)$/i],
  ['other', /\.(css|scss|sass|less|html?|hbs|pug|sql)$/i],
];

/** The purpose of a file by its path alone. */
export function kindOfPath(path: string): FileKind {
  const rule = BY_PATH.find(([, pattern]) => pattern.test(path));
  if (rule !== undefined && rule[0] !== 'other') return rule[0];
  const folders = projectFolders(path);
  if (folders.some((name) => TEST_FOLDER.test(name))) return 'test';
  if (rule !== undefined || folders.some((name) => EXAMPLE_FOLDER.test(name))) return 'other';
  return isSource(path) ? 'source' : 'other';
}
