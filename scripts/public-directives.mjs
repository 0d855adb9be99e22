// `node scripts/public-directives.mjs CLONE...`: directives that `qgate` reads in a clone beside the lines that a search for words finds, without grammars and by no code of
// `qgate`. Prints the lines that one of them has alone, for judging by hand (docs/integrity.md), and the numbers. Needs the built service (npm run build).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openCheckout } from '../dist/src/cli/git/git.js';
import { listTrackedFiles } from '../dist/src/cli/git/tracked-files.js';
import { reportDirectives } from '../dist/src/cli/suppressions/directive-report.js';

/** Signs before a directive in a comment. */
const SIGN = String.raw`(?:\/\/+!?|\/\*+!?|#+|<!--|^\s*\*|--|;|%|\{#-?)[^\w@$:\n]*`;
const NAMES = [
  String.raw`(?:eslint|oxlint|stylelint|markdownlint)-disable\S*`,
  String.raw`eslint\s+["'\w@/-]+\s*:\s*\[?\s*["']?(?:0|off)\b`,
  String.raw`(?:biome-ignore\S*|deno-lint-ignore\S*|tslint:disable\S*|jshint ignore\S*|standard:disable)`,
  String.raw`(?:(?:ruff|flake8):\s*noqa|noqa)\b`,
  String.raw`pylint:\s*(?:disable|skip-file)\S*`,
  String.raw`rubocop:(?:disable|todo)\b`,
  String.raw`(?:nolint|NOLINT(?:NEXTLINE|BEGIN)?|lint:(?:file-)?ignore)\b`,
  String.raw`@?phpcs:(?:ignore|disable|ignoreFile)\b`,
  String.raw`@?(?:codingStandardsIgnore(?:Line|Start|File)|phpstan-ignore\S*|psalm-suppress)\b`,
  String.raw`(?:cppcheck-suppress\S*|noinspection|NOSONAR|nosec|nosem(?:grep)?)\b`,
  String.raw`(?:CHECKSTYLE|scalastyle)[:.]\s?(?:OFF|off)\b`,
  String.raw`(?:swiftlint:disable\S*|shellcheck disable=\S+|hadolint (?:global )?ignore=\S+|ktlint-disable|yamllint disable\S*)`,
  String.raw`(?:luacheck: ?ignore|credo:disable-for-\S+|sobelow_skip|ignore(?:_for_file)?:\s*\w+|scalafix:(?:off|ok)|HLINT ignore)`,
  String.raw`@ts-(?:ignore|expect-error|nocheck)\b`,
  String.raw`(?:type|pyright|ty|pyre-ignore|pyrefly):\s*ignore\b`,
  String.raw`mypy:\s*ignore-errors`,
  String.raw`\$Flow(?:FixMe|Ignore|ExpectedError|Issue)\b`,
  String.raw`(?:gitleaks:allow|trufflehog:ignore|pragma: allowlist (?:nextline )?secret|checkov:skip=\S+|(?:trivy|tfsec):ignore:\S+)`,
  String.raw`(?:(?:istanbul|c8|v8) ignore (?:next|if|else|file|start)|node:coverage (?:disable|ignore next))\b`,
  String.raw`pragma:?\s*no\s?(?:cover|branch)\b`,
  String.raw`:nocov:`,
  String.raw`(?:LCOV|GCOVR|GCOV)_EXCL_(?:BR_)?(?:LINE|START)\b`,
  String.raw`@codeCoverageIgnore(?:Start)?\b`,
  String.raw`(?:coverage:ignore-(?:line|start|file)|coveralls-ignore-(?:start|next-line)|\$COVERAGE-OFF\$)`,
];
const COMMENTS = NAMES.map((name) => new RegExp(SIGN + name, 'gm'));

/** Directives that are code, by extensions. */
const CODE = [
  [/\.(?:java|kts?|scala|groovy)$/, /@(?:file:)?(?:Suppress(?:Warnings|Lint|FBWarnings)?|nowarn|Disabled|Ignore)\b/g],
  [
    /\.(?:cs|vb|fs)$/,
    /\[[^\]\n]*\b(?:(?:Unconditional)?SuppressMessage|ExcludeFromCodeCoverage|Ignore)(?:Attribute)?\b|#pragma warning disable|\bSkip\s*=\s*"/g,
  ],
  [
    /\.rs$/,
    /#!?\[\s*(?:allow|expect)\s*\(|#\[\s*ignore\b|#\[coverage\(off\)|cfg_attr\([^\n]*\b(?:allow|expect)\s*\(|cfg_attr\([^\n]*,\s*ignore\b/g,
  ],
  [
    /\.(?:c|h|cc|cpp|cxx|hpp|hh|m|mm)$/,
    /#\s*pragma\s+(?:(?:GCC|clang)\s+diagnostic\s+ignored|warning\s*\(\s*disable)|_Pragma\(\s*"(?:GCC|clang) diagnostic ignored|__pragma\(\s*warning\s*\(\s*disable/g,
  ],
  [
    /\.pyi?$/,
    /@[\w.]*(?:mark\.skip\b|mark\.xfail\b|unittest\.skip\b|expectedFailure\b)|@skip\(|pytestmark\s*=.*\bskip\b|skipif\(\s*True|^\s+pytest\.skip\(/gm,
  ],
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte)$/,
    /\b(?:it|test|describe|context|suite|specify|bench)(?:\.\w+)*\.(?:skip|only|todo|fixme)\b|(?<![\w.$])(?:xit|xdescribe|xtest|fit|fdescribe)(?=\(|\.each)/g,
  ],
  [
    /\.rb$/,
    /^\s*(?:xit|xdescribe|xcontext|fit|fdescribe|fcontext|pending|skip)\b(?=\s*(?:["'(]|do\b|$))|,\s*(?:skip|pending|focus): /gm,
  ],
  [/\.go$/, /\b[tbf]\.Skip(?:f|Now)?\(/g],
  [/\.php$/, /->markTest(?:Skipped|Incomplete)\(|#\[(?:\w+\\)*(?:CodeCoverageIgnore|IgnoreClassForCodeCoverage)/g],
  [/\.swift$/, /XCTSkip\(|\.disabled\(/g],
  [/\.exs?$/, /@(?:module)?tag :?skip|@dialyzer\b/g],
  [/\.dart$/, /@Skip\(|\bskip:\s*(?!false|null)\S/g],
];

for (const clone of process.argv.slice(2)) await compare(path.resolve(clone));

async function compare(clone) {
  const env = { PATH: process.env.PATH, HOME: '/', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = await openCheckout(clone, env);
  const tracked = await listTrackedFiles(git);
  const secrets = { lines: new Map(), texts: [] };
  const sources = { root: git.root, tracked, touched: null, generated: new Set(), secrets, explain: () => undefined };
  const { suppressions } = JSON.parse((await reportDirectives(sources)).file.content.toString());
  const read = counted(suppressions.map(({ file_path: file, line }) => `${file}:${line}`));
  const searched = counted(tracked.flatMap((file) => searchWords(git.root, file)));
  const commit = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: clone, env, encoding: 'utf8' }).trim();
  let both = 0;
  for (const place of new Set([...read.keys(), ...searched.keys()])) {
    const [ours, others] = [read.get(place) ?? 0, searched.get(place) ?? 0];
    both += Math.min(ours, others);
    if (ours === others) continue;
    const [, file, line] = /^(.*):(\d+)$/.exec(place);
    const text = readFileSync(path.join(git.root, file), 'utf8').split('\n')[line - 1].trim().slice(0, 160);
    console.log(`${ours > others ? 'read' : 'word'}\t${place}\t${text}`);
  }
  console.log(
    `${path.basename(clone)} ${commit}: ${suppressions.length} read, ${[...searched.values()].reduce((sum, each) => sum + each, 0)} by words, ${both} by both`,
  );
}

function counted(places) {
  const counts = new Map();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}

/** Places of words in a file that a tool's comment or code may be. */
function searchWords(root, file) {
  let text;
  try {
    text = readFileSync(path.join(root, file), 'utf8');
  } catch {
    return [];
  }
  if (text.includes('\0')) return [];
  const found = [...COMMENTS, ...CODE.flatMap(([files, words]) => (files.test(file) ? [words] : []))];
  return found.flatMap((words) =>
    Array.from(text.matchAll(words), ({ index, 0: match }) => {
      const at = index + /^\s*/.exec(match)[0].length;
      return `${file}:${text.slice(0, at).split('\n').length}`;
    }),
  );
}
