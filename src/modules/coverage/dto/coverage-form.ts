import { COVERAGE_FORMATS } from '../../../domain/coverage/coverage-report.js';
import { formOf } from '../../../platform/openapi/documented-body.decorator.js';
import { REPORT_PATH } from '../../../platform/openapi/report-path.schema.js';

/** A coverage report, at most 25 MiB, gzipped or not. */
export const COVERAGE_FORM = {
  'multipart/form-data': formOf(
    {
      scan_id: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      report_format: {
        type: 'string',
        enum: [...COVERAGE_FORMATS],
        description: 'Expected format of the content. Default: detected from the content.',
      },
      upload_key: {
        type: 'string',
        maxLength: 200,
        description: 'Replaces what was uploaded under the same key, instead of merging.',
      },
      report_path: REPORT_PATH,
      exclude: { type: 'string', description: 'Globs of files that count nowhere, one a line.' },
    },
    ['scan_id'],
  ),
};
