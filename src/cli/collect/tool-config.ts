import { createHash } from 'node:crypto';
import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { readTrackedFile } from '../source/read-tracked-file.js';
import { type ConfiguredCheckout, findToolPackages } from './tool-packages.js';

/** Files that configure a tool, by the last element of their paths or by whole paths. */
interface ConfigFiles {
  readonly families: readonly string[];
  readonly files: RegExp;
  /** Tables of pyproject.toml (`tool.ruff`) and sections of setup.cfg and tox.ini, with those below them. */
  readonly sections?: readonly string[];
  /** The key of package.json that holds the configuration. */
  readonly packageKey?: string;
}

/** Configuration files of the usual analyzers; what configures a tool that is not here is unknown. */
const CONFIG_FILES: readonly ConfigFiles[] = [
  {
    families: ['eslint'],
    files: /(^|\/)(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.(c?js|json|ya?ml))?|\.eslintignore)$/,
    packageKey: 'eslintConfig',
  },
  { families: ['oxlint'], files: /(^|\/)(\.?oxlintrc\.json|oxlint\.config\.[cm]?[jt]s)$/ },
  { families: ['biome'], files: /(^|\/)\.?biome\.jsonc?$/ },
  { families: ['stylelint'], files: /(^|\/)(\.stylelintrc(\.\w+)?|stylelint\.config\.\w+|\.stylelintignore)$/ },
  { families: ['typescript'], files: /(^|\/)[jt]sconfig(\.[\w-]+)?\.json$/ },
  { families: ['knip'], files: /(^|\/)\.?knip\.(jsonc?|[cm]?[jt]s)$/, packageKey: 'knip' },
  { families: ['jscpd'], files: /(^|\/)\.jscpd\.json$/, packageKey: 'jscpd' },
  { families: ['ruff'], files: /(^|\/)\.?ruff\.toml$/, sections: ['tool.ruff'] },
  { families: ['pylint'], files: /(^|\/)\.?pylintrc(\.toml)?$/, sections: ['tool.pylint', 'pylint'] },
  { families: ['flake8'], files: /(^|\/)\.flake8$/, sections: ['flake8', 'tool.flake8'] },
  { families: ['bandit'], files: /(^|\/)(\.bandit|bandit\.ya?ml)$/, sections: ['tool.bandit', 'bandit'] },
  { families: ['mypy'], files: /(^|\/)\.?mypy\.ini$/, sections: ['tool.mypy', 'mypy'] },
  { families: ['pyright', 'basedpyright'], files: /(^|\/)pyrightconfig\.json$/, sections: ['tool.pyright'] },
  { families: ['vulture'], files: /(?!)/, sections: ['tool.vulture'] },
  { families: ['radon'], files: /(^|\/)radon\.cfg$/, sections: ['radon', 'tool.radon'] },
  { families: ['rubocop', 'standard'], files: /(^|\/)(\.rubocop(_todo)?\.yml|\.standard\.yml)$/ },
  { families: ['golangci-lint'], files: /(^|\/)\.golangci\.(ya?ml|toml|json)$/ },
  { families: ['semgrep'], files: /^(\.?semgrep\.ya?ml|\.semgrep\/.+|\.semgrepignore)$/ },
  { families: ['codeql'], files: /^\.github\/codeql\/.+/ },
  { families: ['shellcheck'], files: /(^|\/)\.?shellcheckrc$/ },
  { families: ['hadolint'], files: /(^|\/)\.hadolint\.ya?ml$/ },
  { families: ['gitleaks'], files: /^(\.gitleaks\.toml|\.gitleaksignore)$/ },
  { families: ['trivy'], files: /^(trivy\.ya?ml|\.trivyignore(\.ya?ml)?|trivy-secret\.ya?ml)$/ },
  { families: ['phpstan'], files: /(^|\/)phpstan[\w.-]*\.neon(\.dist)?$/ },
  { families: ['psalm'], files: /(^|\/)psalm\.xml(\.dist)?$/ },
  { families: ['markdownlint'], files: /(^|\/)\.markdownlint(-cli2)?(\.\w+)?$/ },
  { families: ['php-codesniffer'], files: /(^|\/)\.?phpcs\.xml(\.dist)?$/ },
  { families: ['checkstyle'], files: /(^|\/)checkstyle[\w-]*\.xml$|(^|\/)config\/checkstyle\/.+/ },
  { families: ['pmd', 'cpd'], files: /(^|\/)(pmd|ruleset)[\w-]*\.xml$|(^|\/)config\/pmd\/.+/ },
  { families: ['spotbugs'], files: /(^|\/)(spotbugs|findbugs)[\w-]*\.xml$|(^|\/)config\/spotbugs\/.+/ },
  { families: ['detekt'], files: /(^|\/)detekt[\w.-]*\.ya?ml$/ },
  { families: ['ktlint', 'roslyn'], files: /(^|\/)\.editorconfig$/ },
  { families: ['roslyn', 'ktlint'], files: /(^|\/)(\.globalconfig|[\w.-]+\.ruleset)$/ },
  { families: ['swiftlint'], files: /(^|\/)\.swiftlint\.ya?ml$/ },
  { families: ['clippy'], files: /(^|\/)\.?clippy\.toml$/ },
  { families: ['clang-tidy', 'clang-analyzer'], files: /(^|\/)\.clang-tidy$/ },
  { families: ['sonarqube'], files: /(^|\/)sonar-project\.properties$/ },
];

const SECTION_FILES = /(^|\/)(pyproject\.toml|setup\.cfg|tox\.ini)$/;
const PACKAGE_FILE = /(^|\/)package\.json$/;

/** Limit of a configuration file; larger files configure nothing. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * A digest over what configures a tool: tracked files, parts of such files, the entries of its packages in manifests and lock
 * files, and the caller's additions; equal when all these are. Null where it is unknown what configures the tool.
 *
 * @param tool its name in reports
 * @param settings other texts that decide about the tool's findings, of a tool that `qgate` ran; null for any other
 */
export async function digestConfig(
  tool: string,
  checkout: ConfiguredCheckout,
  settings: readonly string[] | null,
): Promise<string | null> {
  const { root, tracked } = checkout;
  const family = toolFamily(tool);
  const configs = CONFIG_FILES.filter(({ families }) => families.includes(family));
  if (configs.length === 0 && settings === null) return null;
  const parts: (readonly [name: string, text: string])[] = (settings ?? []).map((text) => ['', text]);
  const paths = new Set(tracked);
  for (const config of configs) {
    for (const path of tracked.filter((each) => mayConfigure(config, each))) {
      const file = await readTrackedFile(root, paths, path, MAX_CONFIG_BYTES);
      const text = typeof file === 'string' ? '' : partOf(config, path, file.text);
      if (text !== '') parts.push([path, text]);
    }
  }
  if (configs.length > 0) parts.push(...(await findToolPackages(family, checkout)));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Families of the tools that a file configures as a whole. */
export const toolsConfiguredBy = (path: string): readonly string[] =>
  CONFIG_FILES.flatMap(({ families, files }) => (files.test(path) ? families.slice(0, 1) : []));

/** True for a file of which several tools may each configure a part, such as pyproject.toml. */
export const mayHaveParts = (path: string): boolean => SECTION_FILES.test(path) || PACKAGE_FILE.test(path);

/** Families of the tools that a shared file configured by its text before, and configures otherwise now. */
export const toolsOfParts = (path: string, was: string, is: string): readonly string[] =>
  CONFIG_FILES.flatMap((config) => {
    if (config.files.test(path) || !mayConfigure(config, path)) return [];
    const before = partOf(config, path, was);
    return before === '' || before === partOf(config, path, is) ? [] : config.families.slice(0, 1);
  });

const mayConfigure = ({ files, sections, packageKey }: ConfigFiles, path: string): boolean =>
  files.test(path) ||
  (sections !== undefined && SECTION_FILES.test(path)) ||
  (packageKey !== undefined && PACKAGE_FILE.test(path));

/** The part of a file that configures the tool: all of it, or its own sections; '' for none. */
function partOf({ files, sections = [], packageKey }: ConfigFiles, path: string, text: string): string {
  if (files.test(path)) return text;
  if (packageKey !== undefined && PACKAGE_FILE.test(path)) return keyOf(text, packageKey);
  return sectionsOf(text, sections);
}

function keyOf(text: string, key: string): string {
  try {
    const value = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    return value === undefined ? '' : JSON.stringify(value);
  } catch {
    return '';
  }
}

const SECTION_HEAD = /^\s*\[+([^[\]][^\]]*)\]/;

/** The lines of the named sections and of those below them, heads included. */
function sectionsOf(text: string, names: readonly string[]): string {
  let isWithin = false;
  const lines = text.split(/\r?\n/).filter((line) => {
    const head = SECTION_HEAD.exec(line)?.[1]?.trim().toLowerCase();
    if (head !== undefined)
      isWithin = names.some((name) => head === name || head.startsWith(`${name}.`) || head.startsWith(`${name}-`));
    return isWithin && line.trim() !== '';
  });
  return lines.join('\n');
}
