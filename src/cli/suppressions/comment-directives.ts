import { type Family, type Reach } from '../../domain/findings/directive.js';
import { namesIn, reasonIn, type SaidDirective } from './found-directive.js';

/** Place of a comment: the parts on which the meaning of directives depends. */
export interface CommentPlace {
  /** A comment with an end of its own, not of the line. */
  readonly isBlock: boolean;
  /** Code is before it on its line. */
  readonly isTrailing: boolean;
  /** No code is before it in the file. */
  readonly isAtTop: boolean;
  /** Name of the file's language family: its extension. */
  readonly extension: string;
}

interface Row {
  /** Matches at the beginning of a comment's text. Groups: `name` where it varies, `rules`, `reason`. */
  readonly pattern: RegExp;
  readonly family: Family;
  /** Left out: the group `name`. */
  readonly name?: string;
  readonly reach: Reach | ((place: CommentPlace, name: string) => Reach);
  readonly until?: RegExp;
  readonly isValid?: (place: CommentPlace) => boolean;
}

const isBlock = ({ isBlock: is }: CommentPlace): boolean => is;
const byPlace = ({ isTrailing }: CommentPlace): Reach => (isTrailing ? 'line' : 'block');
const nextOrLine = ({ isTrailing }: CommentPlace): Reach => (isTrailing ? 'line' : 'next_line');
/** Reach by the end of a name: `-line`, `-next-line`, else what follows. */
const bySuffix =
  (rest: Reach) =>
  (place: CommentPlace, name: string): Reach => {
    if (/next-line$|:next$|NEXTLINE$|-next$/.test(name)) return 'next_line';
    if (/-line$|:this$|_LINE$/.test(name)) return 'line';
    if (/file$|File$/.test(name)) return 'file';
    return rest === 'block' && place.isAtTop ? 'file' : rest;
  };

/** One reach for names of a form, another one for all others. */
const byName =
  (form: RegExp, rest: (place: CommentPlace) => Reach, ofForm: Reach = 'file') =>
  (place: CommentPlace, name: string): Reach =>
    form.test(name) ? ofForm : rest(place);
const isOf =
  (...extensions: string[]) =>
  ({ extension }: CommentPlace): boolean =>
    extensions.includes(extension);

const RULES = '(?<rules>[@\\w][\\w@./, \\t-]*?)';
const DASHED = '(?:\\s+-{2,}\\s+(?<reason>[\\s\\S]*))?$';

const row = (family: Family, pattern: RegExp, reach: Row['reach'], more: Partial<Row> = {}): Row => ({
  ...{ family, pattern, reach },
  ...more,
});

/** Directives that are comments, in order: the first that matches counts. */
const ROWS: readonly Row[] = [
  // lint
  row(
    'lint',
    new RegExp(`^(?<name>[a-z]\\w*(?:-[a-z]+)?-disable-(?:next-line|line|file))(?![\\w-])\\s*${RULES}?${DASHED}`),
    bySuffix('line'),
  ),
  row(
    'lint',
    new RegExp(
      `^(?<name>(?:eslint|oxlint|stylelint|markdownlint|solhint|template-lint)-disable)(?![\\w-])\\s*${RULES}?${DASHED}`,
    ),
    bySuffix('block'),
    {
      until: /^(?:eslint|oxlint|stylelint|markdownlint|solhint|template-lint)-enable\b/,
      isValid: isBlock,
    },
  ),
  row(
    'lint',
    /^(?<name>biome-ignore(?:-all|-start)?)\s+(?<rules>[\w/]+(?:\s+[\w/]+)*)(?:\([^)]*\))?\s*(?::\s*(?<reason>.*))?$/,
    (_, name) => (name.endsWith('-all') ? 'file' : name.endsWith('-start') ? 'block' : 'next_line'),
    { until: /^biome-ignore-end\b/ },
  ),
  row(
    'lint',
    /^(?<name>deno-lint-ignore(?:-file)?)(?![\w-])\s*(?<rules>[\w, -]*?)(?:\s+--\s+(?<reason>.*))?$/,
    bySuffix('next_line'),
  ),
  row('lint', /^(?<name>tslint:disable(?:-next-line|-line)?)(?![\w-])(?::\s*(?<rules>[\w\s-]+))?/, bySuffix('block'), {
    until: /^tslint:enable\b/,
  }),
  row(
    'lint',
    /^(?<name>(?:ruff|flake8|pydocstyle):\s*noqa|noqa)(?![\w-])(?:\s*:\s*(?<rules>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?(?<reason>.*)$/i,
    (_, name) => (name.includes(':') ? 'file' : 'line'),
  ),
  row(
    'lint',
    /^(?<name>ruff:\s*(?:file-ignore|ignore|disable))\s*\[(?<rules>[^\]]*)\](?<reason>.*)$/,
    ({ isTrailing }, name) =>
      name.includes('file') ? 'file' : name.endsWith('disable') ? 'block' : isTrailing ? 'line' : 'next_line',
    { until: /^ruff:\s*enable\b/ },
  ),
  row(
    'lint',
    /^(?<name>pylint:\s*disable(?:-next|-msg)?)\s*=\s*(?<rules>[\w-]+(?:\s*,\s*[\w-]+)*)(?<reason>.*)$/,
    (place, name) =>
      name.endsWith('-next') ? 'next_line' : place.isTrailing ? 'line' : place.isAtTop ? 'file' : 'block',
    { until: /^pylint:\s*enable\s*=/ },
  ),
  row('lint', /^(?<name>pylint:\s*(?:skip-file|disable-all))(?<reason>.*)$/, 'file'),
  row(
    'lint',
    /^(?<name>rubocop:(?:disable|todo))\s+(?<rules>[A-Z][\w/]*(?:\s*,\s*[A-Z][\w/]*)*|all)(?<reason>.*)$/,
    byPlace,
    { until: /^rubocop:enable\b/ },
  ),
  row('lint', /^(?<name>nolint start)\b(?::\s*(?<rules>[\w, ]*))?/, 'block', {
    until: /^nolint end\b/,
    isValid: isOf('r'),
  }),
  row('lint', /^(?<name>nolint)(?![\w-])(?:\s*:\s*(?<rules>[\w-]+(?:\s*,\s*[\w-]+)*))?(?<reason>.*)$/, byPlace),
  row(
    'lint',
    /^(?<name>NOLINT(?:NEXTLINE|BEGIN)?)(?!\w)(?:\((?<rules>[^)]*)\))?(?<reason>.*)$/,
    (_, name) => (name.endsWith('NEXTLINE') ? 'next_line' : name.endsWith('BEGIN') ? 'block' : 'line'),
    { until: /^NOLINTEND\b/ },
  ),
  row(
    'lint',
    /^(?<name>lint:(?:file-)?ignore)\s+(?<rules>[A-Z]+[\d*]*(?:,[A-Z]+[\d*]*)*)(?<reason>.*)$/,
    (place, name) => (name.includes('file') ? 'file' : nextOrLine(place)),
  ),
  row(
    'lint',
    /^@?(?<name>phpcs:(?:ignoreFile|ignore|disable))(?!\w)\s*(?<rules>[A-Z][\w.]*(?:\s*,\s*[A-Z][\w.]*)*)?(?:\s*--\s*(?<reason>.*))?$/,
    (place, name) => (name.endsWith('File') ? 'file' : name.endsWith('disable') ? 'block' : nextOrLine(place)),
    { until: /^@?phpcs:enable\b/ },
  ),
  row(
    'lint',
    /^@(?<name>codingStandardsIgnore(?:Line|Start|File))\b(?<reason>.*)$/,
    (place, name) => (name.endsWith('File') ? 'file' : name.endsWith('Start') ? 'block' : nextOrLine(place)),
    { until: /^@codingStandardsIgnoreEnd\b/ },
  ),
  row(
    'lint',
    /^@?(?<name>phpstan-ignore)(?![\w-])\s*(?<rules>[\w.]+(?:\s*,\s*[\w.]+)*)?\s*(?:\((?<reason>.*)\))?/,
    nextOrLine,
  ),
  // These name no rules: what follows is a text.
  row('lint', /^@?(?<name>phpstan-ignore-(?:next-)?line)(?![\w-])\s*\(?(?<reason>.*?)\)?$/, bySuffix('line')),
  row('lint', /^@(?<name>psalm-suppress)\s+(?<rules>[A-Z]\w*(?:\s*,\s*[A-Z]\w*)*|all)(?<reason>.*)$/, 'block'),
  row(
    'lint',
    /^(?<name>cppcheck-suppress(?:-file|-begin|-macro)?)\s*(?:\[(?<rules>[^\]]*)\]|(?<rule>\w+))(?<reason>.*)$/,
    (place, name) => (name.endsWith('-file') ? 'file' : name.endsWith('-begin') ? 'block' : nextOrLine(place)),
    { until: /^cppcheck-suppress-end\b/ },
  ),
  row('lint', /^(?<name>noinspection)\s+(?<rules>\w+(?:\s*,\s*\w+)*)(?<reason>.*)$/, (place) =>
    place.isAtTop ? 'file' : 'block',
  ),
  row('lint', /^(?<name>(?:CHECKSTYLE|scalastyle)[:.]\s?(?:OFF|off))(?<reason>.*)$/, 'block', {
    until: /^(?:CHECKSTYLE|scalastyle)[:.]\s?on\b/i,
  }),
  // The comments of Checkstyle's filters that its documents and its own checks use.
  row('lint', /^(?<name>CSOFF)(?!\w)(?::\s*(?<rules>\w+))?(?<reason>.*)$/, 'block', { until: /^CSON\b/ }),
  row(
    'lint',
    /^(?<name>SUPPRESS CHECKSTYLE|CHECKSTYLE[.:]?\s?SUPPRESS)(?!\w)[\s:]*(?<rules>\w+)?(?<reason>.*)$/,
    'line',
  ),
  row('lint', /^(?<name>NOPMD)(?!\w)(?<reason>.*)$/, 'line'),
  row('lint', /^(?<name>CPD-OFF)(?!\w)(?<reason>.*)$/, 'block', { until: /^CPD-ON\b/ }),
  row('lint', /^(?<name>skipcq)(?!\w)(?::\s*(?<rules>[\w-]+(?:\s*,\s*[\w-]+)*))?(?<reason>.*)$/, nextOrLine),
  row(
    'lint',
    /^(?<name>swiftlint:disable(?::(?:next|this|previous))?)\s+(?<rules>[a-z_]+(?:\s+[a-z_]+)*)(?:\s+-\s+(?<reason>.*))?$/,
    bySuffix('block'),
    { until: /^swiftlint:enable\b/ },
  ),
  row('lint', /^(?<name>shellcheck\s+disable)=(?<rules>SC\d+(?:[,-]SC\d+)*|all)(?<reason>.*)$/, (place) =>
    place.isAtTop ? 'file' : 'next_line',
  ),
  row('lint', /^(?<name>hadolint\s+(?:global\s+)?ignore)=(?<rules>\w+(?:\s*,\s*\w+)*)(?<reason>.*)$/, (_, name) =>
    name.includes('global') ? 'file' : 'next_line',
  ),
  row('lint', /^(?<name>ktlint-disable)(?![\w-])\s*(?<rules>[\w: -]*)$/, 'line'),
  row('lint', /^(?<name>yamllint disable(?:-line|-file)?)(?![\w-])(?:\s+rule:(?<rules>[\w-]+))?/, bySuffix('block'), {
    until: /^yamllint enable\b/,
  }),
  row('lint', /^(?<name>luacheck:\s*ignore)\b\s*(?<rules>[\w/ ]*)/, 'line'),
  row('lint', /^(?<name>selene:\s*allow)\((?<rules>[^)]*)\)/, 'block'),
  row(
    'lint',
    /^@(?<name>diagnostic disable(?:-next-line|-line)?)(?![\w-])(?::\s*(?<rules>[\w-]+(?:\s*,\s*[\w-]+)*))?/,
    bySuffix('block'),
    { until: /^@diagnostic enable\b/, isValid: isOf('lua') },
  ),
  row(
    'lint',
    /^(?<name>ignore(?:_for_file)?):\s*(?<rules>[\w/]+(?:\s*,\s*[\w/]+)*)(?<reason>.*)$/,
    byName(/_file$/, nextOrLine),
    {
      isValid: isOf('dart'),
    },
  ),
  row(
    'lint',
    /^(?<name>credo:disable-for-(?:this-file|next-line|previous-line|lines:-?\d+))\s*(?<rules>[\w.]*)/,
    byName(/this-file$/, () => 'next_line'),
  ),
  row('lint', /^(?<name>scalafix:(?:off|ok))\b\s*(?<rules>[\w.]*)/, 'block', { until: /^scalafix:on\b/ }),
  row('lint', /^(?<name>no critic)\b\s*(?:[:(]\s*(?<rules>[\w:, ]*))?/, byPlace, {
    until: /^use critic\b/,
    isValid: isOf('pl', 'pm'),
  }),
  row('lint', /^@(?<name>phan-(?:file-)?suppress[\w-]*)\s+(?<rules>\w+(?:\s*,\s*\w+)*)/, byName(/file-/, nextOrLine)),
  row('lint', /^(?<name>@SuppressWarnings)\(\s*(?<rules>[\w.,"' ]*)\)/, 'block', { isValid: isOf('php') }),
  // Of any linter whose name says that it is one.
  row(
    'lint',
    /^(?!(?:eslint|oxlint|stylelint|tslint|markdownlint)\b)(?<name>(?:[\w-]*lint[\w-]*:|[\w-]*lint-|buf:lint:)(?:disable|ignore|skip)(?:-file|-next-line|-line)?)(?![\w-])[:=\s]*(?<rules>[\w/-]+(?:\s*,\s*[\w/-]+)*)?(?<reason>.*)$/,
    bySuffix('next_line'),
  ),
  // types
  row('types', /^(?<name>@ts-nocheck)(?![\w-])(?<reason>.*)$/, 'file'),
  row('types', /^(?<name>@ts-(?:ignore|expect-error))(?![\w-])(?<reason>.*)$/, 'next_line'),
  row('types', /^(?<name>type:\s*ignore)(?![\w-])(?:\[(?<rules>[^\]]*)\])?(?<reason>.*)$/, ({ isTrailing, isAtTop }) =>
    !isTrailing && isAtTop ? 'file' : 'line',
  ),
  row(
    'types',
    /^(?<name>(?:pyright|basedpyright|pyrefly|ty):\s*ignore|pyre-(?:ignore|fixme)(?:-all-errors)?)(?![\w-])(?:\[(?<rules>[^\]]*)\])?(?<reason>.*)$/,
    ({ isTrailing, isAtTop }) => (!isTrailing && isAtTop ? 'file' : 'line'),
  ),
  row(
    'types',
    /^(?<name>mypy:\s*(?:disable-error-code|ignore-missing-imports|(?:allow|no)-[\w-]+))(?:\s*=\s*(?<rules>[^#]*))?/i,
    'file',
  ),
  row('types', /^(?<name>mypy:\s*(?:disallow|check|warn|strict|extra)[\w-]*)\s*=\s*false\b/i, 'file'),
  row('types', /^(?<name>pyright:\s*(?:basic|off))\b/, 'file'),
  row('types', /^(?<name>pyright:\s*(?<rules>report\w+))\s*=\s*(?:false|none|information)\b/i, 'file'),
  row('types', /^(?<name>mypy:\s*ignore-errors)(?:\s*=\s*true)?\s*(?<reason>.*)$/i, 'file'),
  row(
    'types',
    /^(?<name>\$Flow(?:FixMe|Ignore|ExpectedError|Issue))(?:\[(?<rules>[^\]]*)\])?(?<reason>.*)$/,
    nextOrLine,
  ),
  // security
  row('security', /^(?<name>nosec)(?![\w-])[:\s]*(?<rules>(?:[BG]\d+[,\s]*)+)?(?<reason>.*)$/i, 'line'),
  row(
    'security',
    /^(?<name>nosem(?:grep)?)(?![\w-])(?:\s*:\s*(?<rules>[\w.-]+(?:\s*,\s*[\w.-]+)*))?(?<reason>.*)$/,
    nextOrLine,
  ),
  row('security', /^(?<name>codeql|lgtm)\s?\[(?<rules>[^\]]*)\](?<reason>.*)$/, nextOrLine),
  row('security', /^(?<name>NOSONAR)(?!\w)(?:\((?<rules>[^)]*)\))?(?<reason>.*)$/, 'line'),
  row('security', /^(?<name>(?:gitleaks:allow|trufflehog:ignore))(?!\w)(?<reason>.*)$/, 'line'),
  row('security', /^(?<name>pragma:\s*allowlist(?: nextline)? secret)\b(?<reason>.*)$/, (_, name) =>
    name.includes('nextline') ? 'next_line' : 'line',
  ),
  row('security', /^(?<name>checkov:skip|bridgecrew:skip)=(?<rules>\w+)(?::(?<reason>.*))?$/, 'block'),
  row('security', /^(?<name>(?:trivy|tfsec):ignore):(?<rules>[\w-]+)(?<reason>.*)$/, nextOrLine),
  row('security', /^(?<name>zizmor:\s*ignore)\[(?<rules>[^\]]*)\](?<reason>.*)$/, 'line'),
  row('security', /^(?<name>sobelow_skip)\s*\[(?<rules>[^\]]*)\]/, 'block'),
  // coverage
  row('coverage', /^(?<name>coveralls-ignore-(?:start|next-line))\b(?<reason>.*)$/, bySuffix('block'), {
    until: /^coveralls-ignore-stop\b/,
  }),
  row('coverage', /^(?<name>\$COVERAGE-OFF\$)(?<reason>.*)$/, 'block', { until: /^\$COVERAGE-ON\$/ }),
  row('coverage', /^#?\s*(?<name>nocov(?: start)?)$/, byPlace, { until: /^nocov end\b/, isValid: isOf('r') }),
  // Mutants that no test kills are left out as lines without coverage are.
  row(
    'coverage',
    /^(?<name>stryker disable(?: next-line| once)?)\b\s*(?<rules>\w+(?:\s*,\s*\w+)*)?\s*(?::\s*(?<reason>.*))?$/i,
    byName(/disable$/i, () => 'next_line', 'block'),
    { until: /^stryker restore\b/i },
  ),
  row('coverage', /^@(?<name>infection-ignore-all)\b/, 'block'),
  row(
    'coverage',
    /^(?<name>(?:istanbul|c8|v8) ignore (?:next|if|else|file|start))\b\s*\d*(?<reason>.*)$/,
    (_, name) => (name.endsWith('file') ? 'file' : name.endsWith('start') ? 'block' : 'next_line'),
    { until: /^(?:c8|v8|istanbul) ignore (?:stop|end)\b/ },
  ),
  row(
    'coverage',
    /^(?<name>node:coverage (?:disable|ignore next))\b\s*\d*(?<reason>.*)$/,
    (_, name) => (name.endsWith('disable') ? 'block' : 'next_line'),
    { until: /^node:coverage enable\b/ },
  ),
  row('coverage', /^(?<name>pragma:?\s*no\s?(?:cover|branch))\b(?<reason>.*)$/i, 'line'),
  row(
    'coverage',
    /^(?<name>(?:LCOV|GCOVR|GCOV)_EXCL_(?:BR_|EXCEPTION_BR_)?(?:LINE|START))(?!\w)(?<reason>.*)$/,
    (_, name) => (name.endsWith('START') ? 'block' : 'line'),
    { until: /^(?:LCOV|GCOVR|GCOV)_EXCL_(?:BR_|EXCEPTION_BR_)?STOP\b/ },
  ),
  row(
    'coverage',
    /^(?<name>@codeCoverageIgnore(?:Start)?)\b(?<reason>.*)$/,
    (_, name) => (name.endsWith('Start') ? 'block' : 'next_line'),
    { until: /^@codeCoverageIgnoreEnd\b/ },
  ),
  row(
    'coverage',
    /^(?<name>coverage:ignore-(?:line|start|file))\b(?<reason>.*)$/,
    (_, name) => (name.endsWith('file') ? 'file' : name.endsWith('start') ? 'block' : 'line'),
    { until: /^coverage:ignore-end\b/ },
  ),
];

/** A comment may hold several of them, each behind the sign of another comment. */
const INNER_COMMENT = /\s+(?:\/\/|#)\s*(?=\S)/g;

/** Inline configuration of ESLint: rules that it switches off. */
const INLINE_RULES = /^eslint\s+(?=["'@\w/-]+\s*:)/;
const OFF = /(?<rule>[\w@/-]+)["']?\s*:\s*(?:\[\s*)?(?:0\b|["']?off\b)/g;

/** Directives in one line of a comment, without the signs of comments around it. */
export function directivesIn(text: string, place: CommentPlace): SaidDirective[] {
  const said: SaidDirective[] = [];
  let rest = '';
  for (const part of text.split(INNER_COMMENT).map((each) => each.trim())) {
    const found = directiveOf(part, place) ?? inlineRules(part, place);
    if (found !== null) said.push(found);
    else rest = part;
    const last = said.at(-1);
    // Text behind a directive that is none itself is its reason.
    if (found === null && last?.reason === null) said[said.length - 1] = { ...last, reason: reasonIn(rest) };
  }
  return said;
}

/** True for a line of a comment that ends what a directive before it silences. */
export const endsReach = (text: string, until: RegExp): boolean => until.test(text);

/** A name as the documents of its tool spell it, however the source does. */
const spelled = (name: string): string =>
  name
    .replace(/\s+/g, ' ')
    .replace(/^(?:noqa|nosec|(?:ruff|flake8): ?noqa)$/i, (found) => found.toLowerCase())
    .replace(
      /^(mypy|pylint|pyright|basedpyright|pyrefly|ty|ruff|flake8|type|luacheck|selene|zizmor|pragma): ?/i,
      (_, tool: string) => `${tool.toLowerCase()}: `,
    )
    .replace(/^pragma:? ?no ?(cover|branch)$/i, (_, kind: string) => `pragma: no ${kind.toLowerCase()}`);

function directiveOf(text: string, place: CommentPlace): SaidDirective | null {
  for (const { pattern, family, reach, until, isValid } of ROWS) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined || isValid?.(place) === false) continue;
    const name = spelled(groups.name!);
    return {
      family,
      directive: name,
      rules: namesIn(groups.rules ?? groups.rule),
      reach: typeof reach === 'string' ? reach : reach(place, name),
      reason: reasonIn(groups.reason),
      ...(until && { until }),
    };
  }
  return null;
}

function inlineRules(text: string, place: CommentPlace): SaidDirective | null {
  if (!place.isBlock || !INLINE_RULES.test(text)) return null;
  const [config, ...reason] = text.split(/\s-{2,}\s/);
  const rules = Array.from(config!.replace(INLINE_RULES, '').matchAll(OFF), ({ groups }) => groups!.rule!);
  if (rules.length === 0) return null;
  return { family: 'lint', directive: 'eslint', rules, reach: 'file', reason: reasonIn(reason.join(' ')) };
}
