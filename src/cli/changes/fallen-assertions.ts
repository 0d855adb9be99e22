import { type ChangedFile } from '../../domain/changes/changed-lines.js';
import { groupBy } from '../../domain/group-by.js';
import { type FallenAssertions, MAX_FALLEN } from '../../domain/loosened/fallen-assertions.js';
import { extensionWithoutDot } from '../source/scopes/read-scopes.js';
import { Lexer } from '../suppressions/lexemes.js';

/** Texts of a change's files. */
export interface TestTexts {
  /** Null where a file is not there or is no text. */
  readonly readNow: (path: string) => Promise<string | null>;
  /** Texts at the merge base, by their paths then. */
  readonly readBefore: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly explain: (message: string) => void;
}

/** Calls and statements of assertions, by the extensions of files; comments and strings are blanked before. One of a constant that holds is none. */
const ASSERTIONS: readonly (readonly [extensions: RegExp, assertion: RegExp])[] = [
  [
    /^[cm]?[jt]sx?$|^(?:vue|svelte)$/,
    /\b(?:expect|assert)(?:\.\w+)*\s*\((?!\s*true\s*[,)])|\bt\.(?:is|not|ok|notOk|true|false|truthy|falsy|like|regex|pass|fail|same|match|equals?|notEqual|deepEqual|notDeepEqual|throws|throwsAsync|rejects|assert)\s*\(|\.should\b/g,
  ],
  [
    /^pyi?$/,
    /\bassert\b(?!\s*\(?(?:True|1|not False)\b\)?\s*(?:[,;\n]|$))(?![^\n]*\bor True\s*(?:[,;\n]|$))|\.assert\w+\s*\((?!\s*True\s*[,)])|\bpytest\.(?:raises|warns|fail|deprecated_call)\s*\(/g,
  ],
  [
    /^(?:java|kts?|scala|groovy)$/,
    /\b(?:assert\w*|verify\w*|fail|expectThrows)\s*[({](?!\s*true\s*[,)])|\.(?:andE|e)xpect[A-Z]?\w*\s*\(|\bassert\b(?!\s*[({])|\bshould\w+\b/g,
  ],
  [
    /^go$/,
    /\b\w+\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|\b(?:assert|require|is|qt)\.\w+\s*\((?!\s*\w+\s*,\s*true\s*[,)])/g,
  ],
  [/^cs$/, /\b\w*Assert\.\w+(?!\s*\(\s*true\s*[,)])\b|\.Should\w*\s*\(|\.Verify\w*\s*\(/g],
  [/^(?:php|phtml)$/, /\b(?:assert\w*|expect\w*)\s*\((?!\s*true\s*[,)])/g],
  [
    /^(?:c|h|cc|cpp|cxx|hpp|hh|hxx)$/,
    /\b(?:\w*ASSERT\w*|EXPECT_\w+|CHECK\w*|REQUIRE\w*|BOOST_(?:TEST|CHECK|REQUIRE)\w*|assert)\s*\((?!\s*true\s*[,)])/g,
  ],
  [
    /^(?:rb|rake)$/,
    /\b(?:assert\w*|refute\w*|expect|flunk|must_\w+|wont_\w+|should(?:_not)?)\b(?!\s*[:=]|\s*\(?true\b)/g,
  ],
  [/^rs$/, /\b\w*assert\w*!(?!\s*\(\s*true\s*[,)])/g],
  [/^swift$/, /\bXCT\w+\s*\(|#(?:expect|require)\s*\(/g],
];

/** Beginning of the tests that a source of Rust has at its end. */
const INLINE_TESTS = '#[cfg(test)]';

const TESTS = [
  /\b(?:it|test|specify|describe|context)(?:\.\w+)*\s*\(?\s*(['"`])(.+?)\1/g,
  /\b(?:def|func|fn|fun|function|void|Task|TEST\w*\()()\s*\(?(\w+)/g,
];

/** Characters of test files that are read, on both sides: a count, so that a busy machine reads the same. */
const MAX_READ = 32 * 1024 * 1024;

interface CountedFile {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Names of tests that went, and of those that came. */
  readonly gone: ReadonlySet<string>;
  readonly came: ReadonlySet<string>;
}

/**
 * Finds the test files of a change, and the sources of Rust with tests, in which fewer assertions are called than before. Files
 * between which a test moved are counted together, under the path of the one that lost the most.
 */
export async function findFallenAssertions(
  files: readonly ChangedFile[],
  texts: TestTexts,
): Promise<FallenAssertions[]> {
  const tests = files.filter(
    (file) => isRustSource(file) || (file.kind === 'test' && assertionOf(file.path) !== undefined),
  );
  if (tests.length === 0) return [];
  const before = await texts.readBefore(tests.filter(({ status }) => status !== 'added').map(pathBefore));
  const lexer = new Lexer(texts.explain);
  let read = 0;
  const counted: CountedFile[] = [];
  for (const file of tests) {
    if (read > MAX_READ) {
      texts.explain('test files are too large: not all assertions are counted');
      break;
    }
    const was = testsIn(file, file.status === 'added' ? '' : (before.get(pathBefore(file)) ?? ''));
    const now = file.status === 'deleted' ? '' : await texts.readNow(file.path);
    if (now === null) continue;
    const is = testsIn(file, now);
    read += was.length + is.length;
    const [own, others] = [namesIn(is), namesIn(was)];
    counted.push({
      path: file.path,
      from: await countAssertions(lexer, pathBefore(file), was),
      to: await countAssertions(lexer, file.path, is),
      gone: without(others, own),
      came: without(own, others),
    });
  }
  return joinMoved(counted)
    .flatMap((group): FallenAssertions[] => {
      const [from, to] = [sum(group.map((file) => file.from)), sum(group.map((file) => file.to))];
      const most = group.reduce((one, other) => (other.from - other.to > one.from - one.to ? other : one));
      return to < from ? [{ filePath: most.path, from, to }] : [];
    })
    .slice(0, MAX_FALLEN);
}

const isRustSource = ({ kind, path }: ChangedFile): boolean => kind === 'source' && path.endsWith('.rs');

/** The part of a text with tests: all of it in a test file. */
function testsIn(file: ChangedFile, text: string): string {
  if (!isRustSource(file)) return text;
  const start = text.indexOf(INLINE_TESTS);
  return start < 0 ? '' : text.slice(start);
}

const pathBefore = ({ path, oldPath }: ChangedFile): string => oldPath ?? path;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const without = (names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...names].filter((name) => !others.has(name)));

const assertionOf = (path: string): RegExp | undefined =>
  ASSERTIONS.find(([extensions]) => extensions.test(extensionWithoutDot(path)))?.[1];

async function countAssertions(lexer: Lexer, path: string, text: string): Promise<number> {
  const assertion = assertionOf(path);
  if (text === '' || assertion === undefined) return 0;
  const { comments, strings } = await lexer.read(path, text);
  let code = '';
  let at = 0;
  for (const { start, end } of [...comments, ...strings].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    code += `${text.slice(at, start)} `;
    at = end;
  }
  return [...`${code}${text.slice(at)}`.matchAll(assertion)].length;
}

const namesIn = (text: string): ReadonlySet<string> =>
  new Set(TESTS.flatMap((pattern) => Array.from(text.matchAll(pattern), (match) => match[2]!)));

/** Groups of files; those with a test that went from one to another are together. */
function joinMoved(files: readonly CountedFile[]): readonly (readonly CountedFile[])[] {
  const groups = new Map(files.map((file) => [file, [file]]));
  const takers = groupBy(
    files.flatMap((file) => Array.from(file.came, (name) => ({ name, file }))),
    ({ name }) => name,
  );
  for (const file of files) {
    const others = new Set([...file.gone].flatMap((name) => takers.get(name)?.map((taker) => taker.file) ?? []));
    for (const other of others.size === 0 ? [] : files.filter((each) => others.has(each))) {
      const [one, two] = [groups.get(file)!, groups.get(other)!];
      if (one === two) continue;
      one.push(...two);
      for (const each of two) groups.set(each, one);
    }
  }
  return [...new Set(groups.values())];
}
