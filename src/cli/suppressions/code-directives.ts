import { type Family, type Reach } from '../../domain/findings/directive.js';
import { namesIn, type SaidDirective } from './found-directive.js';

/** A directive that is code: an annotation, an attribute, a call. */
interface Row {
  readonly pattern: RegExp;
  readonly family: Family;
  /** Left out: the group `name`. */
  readonly name?: string | ((name: string) => string);
  readonly reach: Reach;
  /** Files of languages that have it, by their extensions. */
  readonly in: RegExp;
  /** True for names that code other than tests uses as well. */
  readonly isOfTests?: true;
  /** Condition on the arguments, such as that a test is skipped in any case. */
  readonly isMeant?: (args: string, name: string) => boolean;
  /** Texts among the arguments are rules; otherwise they are the reason. */
  readonly hasRules?: true;
}

const JS = /^(?:[cm]?[jt]s|[jt]sx|vue|svelte)$/;
const JVM = /^(?:java|kts?|scala|groovy)$/;
const CS = /^(?:cs|vb|fs)$/;
const C = /^(?:c|h|cc|cpp|cxx|hpp|hh|hxx|m|mm)$/;
const PY = /^pyi?$/;
const SCALA = /^scala$/;
const EXS = /^exs?$/;

const row = (family: Family, languages: RegExp, pattern: RegExp, reach: Reach, more: Partial<Row> = {}): Row => ({
  ...{ family, pattern, reach, in: languages },
  ...more,
});
const OF_TESTS = { isOfTests: true } as const;
const RULES = { hasRules: true } as const;

/** Arguments of a conditional skip of Python whose condition is a constant that holds. */
const holdsAlways = (args: string): boolean =>
  /^\(\s*(?:True|1|not (?:False|0|None)|(\w+)\s*==\s*\1|(["'])(?:True|1)\2)\s*[,)]/.test(args);

/** Each pattern ends where arguments in brackets may begin. */
export const CODE_ROWS: readonly Row[] = [
  row('lint', JVM, /@(?:[a-z][\w.]*\.)?(?<name>(?:file:)?Suppress(?:Warnings|Lint)?)\b/g, 'block', RULES),
  row('lint', SCALA, /@(?:[\w.]+\.)?(?<name>nowarn|silent)\b/g, 'block', RULES),
  row('tests', JVM, /@(?<name>Test)(?=\s*\()/g, 'block', {
    name: '@Test(enabled = false)',
    isMeant: (args) => /\benabled\s*=\s*false\b/.test(args),
  }),
  row('tests', /^kts?$/, /\.(?<name>config)(?=\s*\()/g, 'block', {
    ...{ isOfTests: true, name: 'config(enabled = false)' },
    isMeant: (args) => /\benabled\s*=\s*false\b/.test(args),
  }),
  row('tests', SCALA, /(?<=["'])\.(?<name>ignore|only)\b/g, 'block', OF_TESTS),
  row('tests', SCALA, /\b(?<name>ignore)(?=\s*(?:\(\s*"|\{))/g, 'block', OF_TESTS),
  row('security', JVM, /@(?:[a-z][\w.]*\.)?(?<name>SuppressFBWarnings)\b/g, 'block', RULES),
  // JaCoCo leaves out what has an annotation with this word in its name. Mappers of databases have others.
  row(
    'coverage',
    JVM,
    /@(?:[a-z][\w.]*\.)?(?<name>\w*Generated(?:Report|Code|Coverage)?)(?=\s)(?<!@(?:javax|jakarta)\.[\w.]*)/g,
    'block',
    {
      name: (name) => `@${name}`,
    },
  ),
  row(
    'lint',
    /^(?:cs|vb|fs|psm?1)$/,
    /(?<![\w.])(?=[\w.]{0,100}SuppressMessage)(?<=[[,:<]\s{0,50})(?:[\w.]+\.)?(?<name>(?:Unconditional)?SuppressMessage)(?:Attribute)?\b/g,
    'block',
    RULES,
  ),
  row(
    'coverage',
    CS,
    /(?<![\w.])(?=[\w.]{0,100}ExcludeFromCodeCoverage)(?<=[[,<]\s{0,50})(?:[\w.]+\.)?(?<name>ExcludeFromCodeCoverage)(?:Attribute)?\b/g,
    'block',
  ),
  // Other values have this name as well: an attribute is at the beginning of a line, or behind a bracket or another one.
  row(
    'tests',
    CS,
    /(?<![\w.])(?=[\w.]{0,100}(?:Ignore|Explicit))(?<=(?:(?:^|[\](){};])[ \t]{0,100}\[<?|^[ \t]{0,100}<)(?:[^\][\n]{0,200},)?\s{0,50})(?:[\w.]+\.)?(?<name>Ignore|Explicit)(?:Attribute)?(?=[\s\](,>])/gm,
    'block',
    { name: (name) => `[${name}]` },
  ),
  row('tests', CS, /(?<name>\b(?:Fact|Theory))(?=\s?\()(?<=[[,]\s{0,50}\w+)/g, 'block', {
    isMeant: (args) => /\bSkip\s*=\s*(?!null\b)/.test(args),
  }),
  row('lint', /^rs$/, /#!?\[\s*(?<name>allow|expect)(?=\s*\()/g, 'block', RULES),
  row(
    'lint',
    /^rs$/,
    /(?<=#!?\[\s{0,50}cfg_attr\s{0,50}\([^\]]{0,300},\s{0,50})(?<name>allow|expect)(?=\s*\()/g,
    'block',
    RULES,
  ),
  row('tests', /^rs$/, /#\[\s*(?<name>cfg)(?=\s*\(\s*(?:any\(\s*\)|not\(\s*all\(\s*\)\s*\)|false)\s*\))/g, 'block', {
    name: '#[cfg(any())]',
  }),
  row('tests', /^rs$/, /#\[\s*(?<name>ignore)(?=\s*[\]=])/g, 'block', { name: '#[ignore]' }),
  // Under a condition that holds for each test.
  row(
    'tests',
    /^rs$/,
    /(?<=#\[\s{0,50}cfg_attr\s{0,50}\(\s{0,50}(?:test|true|all\(\)|not\(any\(\)\))\s{0,50},\s{0,50})(?<name>ignore)\b/g,
    'block',
    {
      name: '#[ignore]',
    },
  ),
  row('coverage', /^rs$/, /#!?\[\s*(?<name>coverage)(?=\s*\(\s*off)/g, 'block', { name: '#[coverage(off)]' }),
  row('lint', C, /^[ \t]*#[ \t]*(?<name>pragma[ \t]+(?:GCC|clang)[ \t]+diagnostic[ \t]+ignored)/gm, 'block', RULES),
  row('lint', C, /^[ \t]*#[ \t]*(?<name>pragma[ \t]+warning)(?=\s*\(\s*disable)/gm, 'block', {
    name: '#pragma warning disable',
  }),
  row('lint', C, /\b(?<name>_Pragma)(?=\s*\()/g, 'block', {
    name: '#pragma GCC diagnostic ignored',
    isMeant: (args) => /^\(\s*L?"(?:GCC|clang)\s+diagnostic\s+ignored/.test(args),
  }),
  row('lint', C, /\b(?<name>__pragma)(?=\s*\(\s*warning\s*\(\s*disable)/g, 'block', {
    name: '#pragma warning disable',
  }),
  row('lint', CS, /^[ \t]*#[ \t]*(?<name>pragma[ \t]+warning[ \t]+disable)\b/gm, 'block'),
  row('tests', JVM, /@(?:[a-z][\w.]*\.)?(?<name>Disabled|Ignore(?:Rest)?|PendingFeature)\b/g, 'block'),
  row('tests', JVM, /@(?:[a-z][\w.]*\.)?(?<name>(?:Enabled|Disabled)If)(?=\s*\()/g, 'block', {
    name: (name) => `@${name}`,
    isMeant: (args, name) =>
      /^\(\s*(?:value\s*=\s*)?["'](true|false)["']/.exec(args)?.[1] === String(name.startsWith('Disabled')),
  }),
  // As the first statement of a test, with a constant that never holds.
  row(
    'tests',
    JVM,
    /(?<name>(?:(?:Assume|Assumptions)\.)?(?:abort|assumeTrue|assumeFalse))(?=\()(?<=\b(?:void|fun)\s{1,5}\w{1,100}\s{0,5}\([^(){}]{0,200}\)[^(){};]{0,100}\{\s{0,200}[\w.]+)/g,
    'block',
    {
      isMeant: (args, name) =>
        name.endsWith('.abort') || args.startsWith(name.endsWith('assumeTrue') ? '(false' : '(true'),
    },
  ),
  row('tests', PY, /@(?:[\w.]+\.)?(?<name>mark\.skip)\b(?!if)/g, 'block', { name: 'pytest.mark.skip' }),
  // A name for the mark, by which tests are decorated.
  row('tests', PY, /(?<=^(?!pytestmark)\w{1,50}\s{0,5}=\s{0,5}(?:pytest\.)?)(?<name>mark\.skip)\b(?!if)/gm, 'file', {
    name: 'pytest.mark.skip',
  }),
  row('tests', PY, /(?<=pytestmark\s{0,5}=\s{0,5}\[?\s{0,50}(?:pytest\.)?)(?<name>mark\.skipif)(?=\s*\()/g, 'file', {
    isMeant: holdsAlways,
  }),
  row('tests', PY, /(?<=pytestmark\s{0,5}=\s{0,5}\[?\s{0,50})(?:pytest\.)?(?<name>mark\.skip)\b(?!if)/g, 'file', {
    name: 'pytest.mark.skip',
  }),
  row('tests', PY, /@(?:[\w.]+\.)?(?<name>mark\.skipif|skipIf)(?=\s*\()/g, 'block', {
    isMeant: holdsAlways,
  }),
  row('tests', PY, /@(?:[\w.]+\.)?(?<name>mark\.xfail)\b/g, 'block', {
    name: 'pytest.mark.xfail',
    isMeant: (args) =>
      !args.startsWith('(') || (/^\(\s*(?:(?:True|1)\s*[,)]|\)|\w+\s*=)/.test(args) && !/\bcondition\s*=/.test(args)),
  }),
  row('tests', PY, /@(?:[\w.]*unittest\.)(?<name>expectedFailure)\b/g, 'block', { name: 'unittest.expectedFailure' }),
  row('tests', PY, /@(?:[\w.]*unittest\.)(?<name>skip)\b(?!If|Unless|Test)/g, 'block', { name: 'unittest.skip' }),
  row(
    'tests',
    PY,
    /(?<name>pytest\.(?:skip|xfail)|self\.skipTest|raise\s+(?:unittest\.)?SkipTest)\b(?<=\bdef\s{1,5}\w{1,100}\s{0,5}\([^()]{0,200}\)(?:\s{0,5}->[^:\n]{0,50})?:\s{0,200}(?:["']{2,6}\s{0,400})?(?:raise\s+)?[\w.]+)/g,
    'block',
  ),
  // Of conftest.py: files in which pytest looks for no tests.
  row('tests', PY, /^(?<name>collect_ignore(?:_glob)?)(?=\s*\+?=\s*\[\s*["'\w])/gm, 'block', OF_TESTS),
  row('types', PY, /@(?:[\w.]+\.)?(?<name>no_type_check)\b/g, 'block', { name: '@no_type_check' }),
  row('tests', PY, /^(?<name>pytest\.skip)(?=\()/gm, 'file', {
    isMeant: (args) => /allow_module_level\s*=\s*True/.test(args),
  }),
  row('tests', PY, /^[ \t]*(?<name>__test__)(?=\s*=\s*False\b)/gm, 'block', { name: '__test__ = False' }),
  row('tests', JS, /(?<![\w$.])(?<name>(?:it|test|describe|suite)(?:\.\w+)*\.(?:skipIf|runIf))(?=\s*\()/g, 'block', {
    isMeant: (args) => /^\(\s*(?:true|false|0|1|!{1,2}[01])\s*\)/.test(args),
  }),
  row(
    'tests',
    JS,
    /(?<name>(?:this|t|ctx)\.skip)(?=\()(?<=(?:=>|\bfunction\b[^(){}]{0,80}\([^(){}]{0,200}\))\s{0,5}\{\s{0,200}[\w.]+)/g,
    'block',
    OF_TESTS,
  ),
  row(
    'tests',
    JS,
    /\b(?:it|test|describe|suite)\(\s{0,50}["'`][^"'`]{0,200}["'`]\s{0,5},\s{0,50}\{[^{}]{0,200}?\b(?<name>skip|todo|only)(?=\s{0,5}:\s{0,5}(?:true\b|["'`]))/g,
    'block',
  ),
  row(
    'tests',
    JS,
    /(?<![\w$.])(?<name>(?:Deno\.test|it|test|describe|context|suite|specify|bench)(?:\.(?:concurrent|sequential|serial|parallel|describe))*\.(?:skip|only|todo|fixme|failing|fails|ignore))\b(?=\s*[(.`<])/g,
    'block',
  ),
  ...['skip', 'only'].map((word) =>
    row('tests', JS, /(?<![\w$.])(?<name>it|test|describe|suite)\[(?=["'`])/g, 'block', {
      name: (name) => `${name}.${word}`,
      isMeant: (args) => args.slice(1).startsWith(`${word}${args[0]}]`),
    }),
  ),
  // Under another name.
  row(
    'tests',
    JS,
    /(?<==\s{0,5})(?<name>(?:it|test|describe|suite)\.(?:skip|only))(?=\s*(?:[;,)]|$))/gm,
    'file',
    OF_TESTS,
  ),
  row(
    'tests',
    JS,
    /(?<![\w$.])(?<name>skip)(?=\()(?<=\(\s{0,5}\{[^{}]{0,100}\bskip\b[^{}]{0,100}\}\s{0,5}\)\s{0,5}=>\s{0,5}\{\s{0,200}skip)/g,
    'block',
    OF_TESTS,
  ),
  row(
    'tests',
    JS,
    /(?<![\w$.])(?<name>x(?:it|describe|test|context|specify)|f(?:it|describe|context))(?=\s*(?:\(|\.each\b))/g,
    'block',
    OF_TESTS,
  ),
  row(
    'tests',
    /^rb$/,
    /^[ \t]*(?<name>x(?:it|describe|context|specify|example)|f(?:it|describe|context|specify|example)|pending|skip)(?=\s*(?:["'(]|do\b|$))(?![^\n]{0,500}\b(?:if|unless)\b)(?<!\b(?:if|unless|else|elsif|rescue|when)\b[^\n]{0,200}\n[ \t]{0,100}\w+)/gm,
    'block',
    OF_TESTS,
  ),
  row('tests', /^rb$/, /\b(?<name>skip|pending|focus)(?=: {0,5}(?!false|nil))(?<=,\s{0,50}\w+)/g, 'block', OF_TESTS),
  row(
    'tests',
    /^go$/,
    /(?<![\w.])(?<name>\w{1,50}\.Skip(?:f|Now)?)(?=\()(?<=\*testing\.[TBF]\b[^(){}]{0,200}\)\s{0,50}\{\s{0,200}[\w.]+)/g,
    'block',
  ),
  // Of Ginkgo.
  row(
    'tests',
    /^go$/,
    /(?<![\w.])(?:ginkgo\.)?(?<name>[FPX](?:It|Describe|Context|When|Specify|Entry))(?=\()/g,
    'block',
    OF_TESTS,
  ),
  row(
    'coverage',
    /^php$/,
    /#\[\s*(?:[\w\\]+\\)?(?<name>CodeCoverageIgnore|Ignore(?:Class|Method|Function)ForCodeCoverage)\b/g,
    'block',
  ),
  row('tests', /^php$/, /->(?<name>skip|only|todo)(?=\()/g, 'block', {
    ...OF_TESTS,
    isMeant: (args) => /^\(\s*(?:["'][^,]*)?\)$/.test(args),
  }),
  row('tests', C, /\bTEST\w*\s*\([^,()]{1,100},\s*(?<name>DISABLED_)\w/g, 'block'),
  row(
    'tests',
    C,
    /(?<name>GTEST_SKIP)(?=\()(?<=\bTEST\w{0,10}\s{0,5}\([^(){}]{0,200}\)\s{0,50}\{\s{0,200}\w+)/g,
    'block',
  ),
  row('tests', C, /\*\s*(?<name>doctest::skip)(?=\(\s*(?:true\s*)?\))/g, 'block'),
  row('tests', /^dart$/, /@(?<name>Skip)(?=\s*\()/g, 'block', { name: '@Skip' }),
  row('tests', /^dart$/, /\b(?<name>skip)(?=:\s*(?:true\b|["']))/g, 'block', OF_TESTS),
  row('tests', EXS, /@(?<name>(?:module|describe)?tag)(?=\s+(?::skip\b|skip:))/g, 'block', { name: '@tag :skip' }),
  row('types', EXS, /@(?<name>dialyzer)(?=[\s({])/g, 'block', { name: '@dialyzer' }),
  row('lint', /^erl$/, /^-(?<name>compile|dialyzer)(?=\([[{ ]*nowarn)/gm, 'file'),
  row('lint', /^hs$/, /\{-#\s*(?<name>OPTIONS_GHC)(?=[^#]*\s-(?:w\b|Wno-|fno-warn))/g, 'file'),
  row('lint', /^hs$/, /\{-#?\s*(?:ANN\s+\w+\s+")?(?<name>HL(?:INT|int):?\s*ignore)/g, 'file', { name: 'HLINT ignore' }),
  row('lint', /^clj[cs]?$/, /#_\s*(?:\{\s*)?(?<name>:clj-kondo\/ignore)\b/g, 'next_line'),
  row('tests', /^swift$/, /(?<=@(?:Test|Suite)\([^{}]{0,200})\.(?<name>disabled)(?=\()/g, 'block', {
    name: '.disabled',
    isMeant: (args) => !/^\(\s*if:/.test(args),
  }),
  row(
    'tests',
    /^php$/,
    /(?:\$this->|self::|static::)(?<name>markTest(?:Skipped|Incomplete))(?=\()(?<=\bfunction\s+\w+\s*\([^(){}]{0,200}\)[^{}()]{0,100}\{\s{0,200}[$\w>:-]+)/g,
    'block',
  ),
  row(
    'tests',
    /^swift$/,
    /\bthrow\s+(?<name>XCTSkip)(?=\()(?<=\bfunc\s+test\w*\s*\(\)[^{}()]{0,100}\{\s{0,200}throw\s+\w+)/g,
    'block',
  ),
  row('tests', /^swift$/, /\bXCTSkip(?<name>If|Unless)(?=\()/g, 'block', {
    name: (name) => `XCTSkip${name}`,
    isMeant: (args) => /^\(\s*(?:true|false)\b/.test(args),
  }),
  // Code that is never compiled: in tests these are tests that no longer run.
  row('tests', /^(?:swift|cs|[ch]|cc|cpp|cxx|hpp|m|mm)$/, /^[ \t]*#[ \t]*(?<name>if (?:0|false))\b/gm, 'block', {
    ...OF_TESTS,
    name: (name) => `#${name}`,
  }),
];

const QUOTED = /(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/g;
const REASON_KEYS =
  /(?:reason|Justification|justification|Skip|Because|why)\s*[:=]\s*@?(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/;

const textsIn = (args: string): string[] =>
  Array.from(args.matchAll(QUOTED), ({ 1: double, 2: single }) => double ?? single ?? '').filter((text) => text !== '');

/**
 * Reads what a directive that is code says.
 *
 * @param args its arguments with their brackets, or the rest of its line for a pragma
 */
export function codeDirective(found: Row, name: string, args: string): SaidDirective {
  const keyed = REASON_KEYS.exec(args);
  const texts = textsIn(args);
  const reason =
    keyed?.[1] ?? keyed?.[2] ?? (found.hasRules || found.family === 'coverage' ? null : (texts[0] ?? null));
  return {
    family: found.family,
    directive: typeof found.name === 'function' ? found.name(name) : (found.name ?? nameOf(name)),
    rules: found.hasRules || /^(?:pragma|__?pragma)/i.test(name) ? rulesOf(name, args, texts, reason) : [],
    reach: name.startsWith('file:') ? 'file' : found.reach,
    reason: isTitle(found, name) && keyed === null ? null : reason,
  };
}

/** The first text of a test's call is its title. */
const isTitle = ({ family }: Row, name: string): boolean =>
  family === 'tests' &&
  (/^(?:it|test|describe|context|suite|specify|bench|Deno)\./.test(name) ||
    /^[xfp](?:it|desc|test|cont|spec|exam|entry|when)/i.test(name));

/** Names with the signs with which their language marks them. */
function nameOf(name: string): string {
  if (
    /^(?:Suppress(?:Warnings|Lint|FBWarnings)?|file:Suppress|nowarn|silent|Disabled|Ignore(?:Rest)?|PendingFeature)$/.test(
      name,
    )
  )
    return `@${name}`;
  if (/^(?:allow|expect)$/.test(name)) return `#[${name}]`;
  if (name.startsWith('pragma')) return `#${name}`;
  if (name === 'mark.skipif') return `pytest.${name}`;
  return name === 'skipIf' ? `unittest.${name}` : name;
}

function rulesOf(name: string, args: string, texts: readonly string[], reason: string | null): string[] {
  if (/^(?:allow|expect)$/.test(name))
    return namesIn(args.replace(/,?\s*reason\s*=[\s\S]*$/, '').replace(/[()]/g, ' '));
  if (name === 'pragma warning disable') return namesIn(args.replace(/\/\/.*$/, ''));
  if (/^__?pragma$/i.test(name)) return args.match(/-W[\w+=-]+|\b\d+\b/g) ?? [];
  if (name === 'pragma warning') return namesIn(args.replace(/[():]|disable/g, ' '));
  const named = texts.filter((text) => text !== reason);
  // The check of a message is its second text, and begins with the id.
  if (name.endsWith('SuppressMessage')) return named[1] === undefined ? [] : [named[1].split(':')[0]!.trim()];
  return named;
}
