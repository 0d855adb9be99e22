import { CliError } from '../exit-code.js';
import { type AnalyzerChoice } from '../settings/run-settings.js';
import { type Inventory } from '../source/inventory.js';
import { type Analyzer } from './analyzer.js';
import { complexity } from './complexity.js';
import { eslintComplexity } from './eslint-complexity.js';
import { jscpd } from './jscpd.js';
import { toAnalyzer } from './run-tool.js';
import { TOOLS } from './tools.js';

/** The analyzers that qgate knows; `complexity` comes last, as it measures what none before it does. */
const ANALYZERS: readonly Analyzer[] = [jscpd, eslintComplexity, ...TOOLS.map(toAnalyzer), complexity];

/** Names after --analyzers. */
export const ANALYZER_NAMES: readonly string[] = ANALYZERS.map(({ name }) => name);

/** Inputs of the choice besides the checkout. */
export interface AnalyzerSituation {
  readonly env: NodeJS.ProcessEnv;
  /** True when the change comes from a fork, and nobody allowed running its code. */
  readonly isUntrusted: boolean;
  /** Tools whose reports exist already, by family. */
  readonly reported: ReadonlySet<string>;
}

export interface ChosenAnalyzers {
  readonly chosen: readonly Analyzer[];
  /** Analyzers that have something to do but do not run, with the reasons. */
  readonly skipped: readonly SkippedAnalyzer[];
  /** Families of the tools that report: the chosen ones, and those whose reports exist already. */
  readonly reporting: ReadonlySet<string>;
}

export interface SkippedAnalyzer {
  readonly name: string;
  readonly reason: string;
}

/**
 * Chooses the analyzers to run: those named, all that apply and can run, or none.
 *
 * @throws {CliError} of kind `usage` for a name that no analyzer has, `analyzer_broke` for a named one that is not
 *   installed: a caller who names it relies on it
 */
export async function chooseAnalyzers(
  choice: AnalyzerChoice,
  inventory: Inventory,
  situation: AnalyzerSituation,
): Promise<ChosenAnalyzers> {
  const chosen: Analyzer[] = [];
  const skipped: SkippedAnalyzer[] = [];
  const reporting = new Set(situation.reported);
  for (const analyzer of named(choice)) {
    const { name, family } = analyzer;
    if (choice === 'auto' && !analyzer.isApplicable(inventory, reporting)) continue;
    const refusal = refusalOf(analyzer, situation);
    const obstacle = refusal ?? (await analyzer.findObstacle(inventory, situation.env));
    if (obstacle === null) {
      chosen.push(analyzer);
      reporting.add(family);
    } else if (refusal === null && choice !== 'auto') {
      throw new CliError('analyzer_broke', `${name} is requested but ${obstacle}.`, 'Install it in an earlier step.');
    } else skipped.push({ name, reason: obstacle });
  }
  return { chosen, skipped, reporting };
}

function named(choice: AnalyzerChoice): readonly Analyzer[] {
  if (choice === 'none') return [];
  if (choice === 'auto') return ANALYZERS;
  const unknown = choice.filter((name) => !ANALYZER_NAMES.includes(name));
  if (unknown.length > 0) {
    throw new CliError(
      'usage',
      `Unknown analyzer ${unknown.join(', ')}.`,
      `The known analyzers are ${ANALYZER_NAMES.join(', ')}.`,
    );
  }
  return ANALYZERS.filter(({ name }) => choice.includes(name));
}

function refusalOf(analyzer: Analyzer, { isUntrusted, reported }: AnalyzerSituation): string | null {
  if (analyzer.runsRepositoryCode && isUntrusted) return "it would run a fork's code; --trust-forks allows it";
  // The bundled ESLint measures complexity alone, and its results join those that are there.
  if (analyzer !== eslintComplexity && reported.has(analyzer.family)) return 'its report already exists';
  return null;
}
