import { REPORT_LIMITS } from '../../domain/findings/readers/report-limits.js';

/** Limits on the work of completing findings; findings beyond them are sent as the tools wrote them. */
export interface EnrichLimits {
  /** Size above which reports are left alone: completing one takes several times its size in memory. */
  readonly reportBytes: number;
  /** Largest report that the service accepts. */
  readonly sentBytes: number;
  /** Limit of source text added to one report. */
  readonly addedBytes: number;
  /** Size above which source files are not read: they are data or bundles. */
  readonly fileBytes: number;
  /** Size of pieces from which on the text of a file is sent once, if that is less. */
  readonly embeddedBytes: number;
  /** Longest parse time of one file. */
  readonly fileMs: number;
  /** Longest time for all files. */
  readonly totalMs: number;
}

const MIB = 1024 * 1024;

export const ENRICH_LIMITS: EnrichLimits = {
  reportBytes: 50 * MIB,
  sentBytes: REPORT_LIMITS.bytes,
  addedBytes: 40 * MIB,
  fileBytes: MIB,
  embeddedBytes: 64 * 1024,
  fileMs: 2_000,
  totalMs: 60_000,
};
