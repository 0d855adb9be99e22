import { type ResultCache } from '../cache/result-cache.js';
import { type ReportFile } from '../report-file.js';
import { type Inventory } from '../source/inventory.js';

/** A tool that qgate itself runs over the working tree. */
export interface Analyzer {
  /** Name after --analyzers. */
  readonly name: string;
  /** The tool as reports name it (domain/findings/classify/tool-families): a report of it takes the analyzer's place. */
  readonly family: string;
  /**
   * True when it executes code of the repository: a configuration that is a program, plugins, a build. For a pull
   * request of a fork that is a stranger's code beside the pipeline's secrets.
   */
  readonly runsRepositoryCode: boolean;
  /**
   * True when the repository has anything for it to analyze; called when the analyzers are chosen automatically.
   *
   * @param reporting families of the tools that report in this run, as far as they are chosen before it
   */
  isApplicable(inventory: Inventory, reporting: ReadonlySet<string>): boolean;
  /** Reason why it cannot run here; null when it can. */
  findObstacle(inventory: Inventory, env: NodeJS.ProcessEnv): Promise<string | null>;
  /** @throws {CliError} of kind `analyzer_broke` when it fails or takes too long */
  run(task: AnalyzerTask): Promise<AnalyzerResult>;
}

export interface AnalyzerTask {
  readonly inventory: Inventory;
  /** Families of the tools that report in this run. */
  readonly reporting: ReadonlySet<string>;
  /** A folder for the analyzer's own files; its caller removes it. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeLimitSeconds: number;
  /** Globs of files in which no duplication counts; behind `!` of those in which it does. */
  readonly duplicationExclude: readonly string[];
  /** Results of single files that are known from before. */
  readonly cache: ResultCache;
  readonly signal: AbortSignal;
}

export interface AnalyzerResult {
  readonly reports: readonly ReportFile[];
  /** Outcome in a few words. */
  readonly outcome: string;
  /** Name and version of the tool; null when unknown, as in some builds. */
  readonly tool: { readonly name: string; readonly version: string | null };
  /** Overall duplication in percent of lines, from the analyzer that measures it. */
  readonly duplicationPct?: number | null;
  /** Sources that it could not parse. */
  readonly unparsed?: readonly string[];
}

/** Obstacle of a bundled analyzer, which has none. */
export const alwaysThere = (): Promise<null> => Promise.resolve(null);
