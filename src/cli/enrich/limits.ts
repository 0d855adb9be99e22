import { REPORT_LIMITS } from '../../domain/findings/readers/report-limits.js';

/** How much `qgate` takes on itself to complete findings; what goes beyond is sent as the tools wrote it. */
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
  /** How long one file may take to parse. */
  readonly fileMs: number;
  /** How long all of it may take. */
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
