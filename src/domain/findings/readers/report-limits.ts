/**
 * Limits of one findings report (docs/findings-formats.md, docs/adr/reports.md#limits-of-reports-and-texts). Lengths are
 * UTF-16 code units.
 */
export const REPORT_LIMITS = {
  bytes: 100 * 1024 * 1024,
  results: 200_000,
  tools: 200,
  jsonDepth: 256,
  /** One text or value of XML; PMD-CPD quotes the whole duplicated block, which generated code makes long. */
  xmlTextBytes: 8 * 1024 * 1024,
  warnings: 20,
} as const;

/** Longest texts of a finding. All but the path are cut to fit; a longer path refuses its result. */
export const TEXT_LIMITS = {
  tool: 200,
  toolVersion: 100,
  ruleId: 500,
  message: 4_000,
  path: 1_000,
  snippet: 4_000,
  context: 8_000,
  scope: 500,
  fingerprints: 20,
  fingerprintName: 200,
  fingerprint: 500,
} as const;

/** Lines and columns are stored as 32-bit integers. */
export const MAX_POSITION = 2 ** 31 - 1;
