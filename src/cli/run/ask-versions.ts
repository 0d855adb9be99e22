import { rm } from 'node:fs/promises';
import path from 'node:path';
import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { askVersion } from '../analyzers/ask-version.js';
import { findProgram, isExecutable } from '../analyzers/find-program.js';
import { makeScratch } from '../scratch.js';

const TIME_LIMIT_SECONDS = 2;

/** Programs of the repository's own packages, by folder, as the families of their tools are called. */
const OWN_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'node_modules/.bin': ['eslint', 'oxlint', 'biome', 'stylelint', 'typescript', 'knip', 'jscpd'],
  'vendor/bin': ['phpstan', 'psalm', 'php-codesniffer'],
};
/** Programs on the PATH. */
const PROGRAMS: readonly string[] = [
  ...[
    'ruff',
    'flake8',
    'pylint',
    'bandit',
    'mypy',
    'vulture',
    'radon',
    'rubocop',
    'standard',
    'golangci-lint',
    'semgrep',
  ],
  ...[
    'shellcheck',
    'hadolint',
    'gitleaks',
    'trivy',
    'phpstan',
    'psalm',
    'php-codesniffer',
    'cppcheck',
    'clang-tidy',
    'swiftlint',
  ],
  ...['detekt', 'ktlint', 'checkstyle', 'gosec', 'staticcheck', 'yamllint', 'lizard'],
];
const NAMES: Readonly<Record<string, string>> = {
  typescript: 'tsc',
  standard: 'standardrb',
  'php-codesniffer': 'phpcs',
};
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = { gitleaks: ['version'], staticcheck: ['-version'] };

export interface AskedCheckout {
  /** Time for all programs, which run side by side; 2 s where it is left out. */
  readonly timeLimitSeconds?: number;
  readonly root: string;
  /** Without the service's credentials. */
  readonly env: NodeJS.ProcessEnv;
  /** The code of the checkout is not trusted: its programs are not run, and others start elsewhere, as many load plugins from where they start. */
  readonly isUntrusted: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks the usual analyzers for their versions: the repository's own, else those on the PATH. One that is not there, breaks or
 * takes too long has none.
 *
 * @param tools by the names in their reports
 */
export async function askVersions(
  tools: readonly string[],
  checkout: AskedCheckout,
): Promise<ReadonlyMap<string, string>> {
  if (tools.length === 0) return new Map();
  const scratch = await makeScratch('qgate-versions-');
  try {
    const families = [...new Set(tools.map(toolFamily))];
    const versions = await Promise.all(families.map((family) => ask(family, checkout, scratch)));
    return new Map(
      tools.flatMap((tool): [string, string][] => {
        const version = versions[families.indexOf(toolFamily(tool))] ?? null;
        return version === null ? [] : [[tool, version]];
      }),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function ask(family: string, checkout: AskedCheckout, scratch: string): Promise<string | null> {
  const command = await locate(family, checkout);
  if (command === null) return null;
  try {
    const { result, version } = await askVersion({
      ...{ name: family, scratch, command, args: ARGUMENTS[family] ?? ['--version'] },
      cwd: checkout.isUntrusted ? scratch : checkout.root,
      ...{ env: checkout.env, signal: checkout.signal },
      timeLimitSeconds: checkout.timeLimitSeconds ?? TIME_LIMIT_SECONDS,
    });
    return result.end === 'exited' && result.code === 0 ? version : null;
  } catch {
    // A program that cannot be started is one that nobody knows the version of.
    return null;
  }
}

async function locate(family: string, { root, env, isUntrusted }: AskedCheckout): Promise<string | null> {
  const name = NAMES[family] ?? family;
  for (const [folder, families] of Object.entries(OWN_PROGRAMS)) {
    const file = path.join(root, folder, name);
    if (!isUntrusted && families.includes(family) && (await isExecutable(file))) return file;
  }
  return PROGRAMS.includes(family) ? findProgram(name, env) : null;
}
