import { type ReportFile } from '../collect/report-file.js';
import { type Inventory } from './inventory.js';

/** A tool that qgate itself runs over the working tree. */
export interface Analyzer {
  /** As written after --analyzers. */
  readonly name: string;
  /** Whether the repository has anything for it, asked when the analyzers are chosen automatically. */
  isApplicable(inventory: Inventory): boolean;
  /** @throws {CliError} of kind `analyzer_broke` when it fails or takes too long */
  run(task: AnalyzerTask): Promise<AnalyzerResult>;
}

export interface AnalyzerTask {
  readonly inventory: Inventory;
  /** A folder for the analyzer's own files; its caller removes it. */
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeLimitSeconds: number;
  readonly signal: AbortSignal;
}

export interface AnalyzerResult {
  readonly report: ReportFile;
  /** What it found, in a few words. */
  readonly outcome: string;
  /** Name and version of the tool. */
  readonly tool: { readonly name: string; readonly version: string };
  /** Overall duplication in percent of lines, from the analyzer that measures it. */
  readonly duplicationPct?: number | null;
  /** Sources that it could not parse. */
  readonly unparsed?: readonly string[];
}
