import { type FindingsFormat } from '../../domain/findings/finding.js';
import { type Inventory } from '../source/inventory.js';

/** An analyzer that is installed on the machine or in the repository: how it is detected, run and read. A row of a table. */
export interface Tool {
  /** Name after --analyzers. */
  readonly name: string;
  /** Name of the tool in reports. */
  readonly family: string;
  /** On the PATH, or (beginning with `./`) below the repository's root. */
  readonly program: string;
  /** See `Analyzer`. */
  readonly runsRepositoryCode?: true;
  /** The files that it is for; none: it has nothing to do. */
  readonly filesOf: (inventory: Inventory) => readonly string[];
  /**
   * `files`: it gets the names, in batches; `all_files`: all at once, as it relates them; `project`: it searches the
   * checkout itself.
   */
  readonly takes: 'files' | 'all_files' | 'project';
  /** Arguments that print its version. */
  readonly versionArgs: readonly string[];
  readonly args: (call: ToolCall) => readonly string[];
  /** Place of its report: standard output, or the file `output` of the call. */
  readonly reportsTo: 'stdout' | 'file';
  /** Exit codes that mean that it did its work, with or without findings. */
  readonly goodExitCodes: readonly number[];
  /** Turns what it wrote into a report that the service reads. @throws {Error} for what is no report of the tool */
  readonly read: (written: string, call: ToolCall) => AnalyzerReport;
}

export interface ToolCall {
  readonly version: string | null;
  readonly inventory: Inventory;
  readonly files: readonly string[];
  /** Absolute. */
  readonly output: string;
}

/** Report of an analyzer in a format that the service reads, and its number of findings. */
export interface AnalyzerReport {
  readonly format: FindingsFormat;
  readonly content: string;
  readonly count: number;
}
