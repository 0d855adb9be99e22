import { type CoverageFormat } from '../domain/coverage/coverage-report.js';
import { type FindingsFormat } from '../domain/findings/finding.js';

/** A report that goes to the service. */
export type ReportFile = CoverageFile | FindingsFile | TestsFile;

interface NamedContent {
  /** Name for people: its path from the root, or the analyzer that wrote it. */
  readonly name: string;
  readonly content: Buffer;
  /** Path of the report in the repository; absent when it is outside, or merged from several folders. */
  readonly reportPath?: string;
}

export interface CoverageFile extends NamedContent {
  readonly kind: 'coverage';
  /** Null for a compressed report: the service detects it. */
  readonly format: CoverageFormat | null;
}

export interface FindingsFile extends NamedContent {
  readonly kind: 'findings';
  readonly format: FindingsFormat;
  /** A digest of its tool's configuration, for a report whose scan is completed by another job. */
  readonly configDigest?: string;
}

export interface TestsFile extends NamedContent {
  readonly kind: 'tests';
  /** Null for a compressed report: the service unpacks it. */
  readonly format: 'junit' | null;
}
