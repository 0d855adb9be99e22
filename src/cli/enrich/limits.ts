import { REPORT_LIMITS } from '../../domain/findings/readers/report-limits.js';

/** Limits on the work of completing findings; findings beyond them are sent as the tools wrote them. */
export interface EnrichLimits {
  /** Larger reports are left alone: completing one takes several times its size in memory. */
  readonly reportBytes: number;
  /** The largest report that the service takes. */
  readonly sentBytes: number;
  /** Source text that is added to one report at most. */
  readonly addedBytes: number;
  /** Larger source files are not read: they are data or bundles. */
  readonly fileBytes: number;
  /** From here on the text of a file goes along once, where that is less than all the pieces of it. */
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
