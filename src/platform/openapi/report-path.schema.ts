import type { Schema } from './document-types.js';

/** Form field of an uploaded report: where it lies in the repository. */
export const REPORT_PATH: Schema = {
  type: 'string',
  maxLength: 4096,
  description:
    "Path of the report in the repository, relative to its root. The report's paths are tried below its folder and each folder above it.",
};
