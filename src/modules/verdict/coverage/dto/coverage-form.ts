import { readReportPath } from '../../../../domain/changes/report-path.js';
import { COVERAGE_FORMATS } from '../../../../domain/coverage/coverage-report.js';
import { TextFieldReader } from '../../../../domain/forms/text-fields.js';
import type { ScanId } from '../../../../domain/ids.js';
import { countAlternatives, MAX_ALTERNATIVES } from '../../../../domain/paths/glob.js';
import type { ParsedFields, TextFields } from '../../../../platform/http/read-upload.js';
import { formOf } from '../../../../platform/openapi/documented-body.decorator.js';
import { REPORT_PATH } from '../../../../platform/openapi/report-path.schema.js';
import { parseId } from '../../../../platform/validation/id.pipe.js';
import type { CoverageFields } from '../coverage.service.js';

const MAX_KEY_LENGTH = 200;
const MAX_GLOBS = 200;
const MAX_GLOB_LENGTH = 500;

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
        maxLength: MAX_KEY_LENGTH,
        description: 'Replaces the earlier report with the same key instead of merging with it.',
      },
      report_path: REPORT_PATH,
      exclude: { type: 'string', description: 'Globs of files to ignore, one per line.' },
    },
    ['scan_id'],
  ),
};

/** The fields of the form, or every bad one named. */
export function parseCoverageForm(texts: TextFields): ParsedFields<CoverageFields> {
  const form = new TextFieldReader(texts);
  const scanId = form.require('scan_id', parseId, 'must be the id of a scan, in plain digits');
  const format = form.readChoice('report_format', COVERAGE_FORMATS);
  const uploadKey = form.read('upload_key', toKey, `must have at most ${MAX_KEY_LENGTH} characters`);
  const reportPath = readReportPath(form);
  const exclude = form.read('exclude', toGlobs, GLOBS_EXPECTED);
  if (scanId === null || form.errors.length > 0) return { ok: false, errors: form.errors };
  const fields = { scanId: scanId as ScanId, reportPath, exclude: exclude ?? [] };
  return { ok: true, fields: { ...fields, format: format ?? undefined, uploadKey } };
}

const GLOBS_EXPECTED = `must be at most ${MAX_GLOBS} globs of at most ${MAX_GLOB_LENGTH} characters, one per line, whose braces expand to at most ${MAX_ALTERNATIVES} globs in total`;

const toKey = (text: string): string | null => (text.length <= MAX_KEY_LENGTH ? text : null);

function toGlobs(text: string): string[] | null {
  const globs = text.split(/\r?\n/).filter((glob) => glob.trim() !== '');
  if (globs.length > MAX_GLOBS || globs.some((glob) => glob.length > MAX_GLOB_LENGTH)) return null;
  return globs.reduce((sum, glob) => sum + countAlternatives(glob), 0) <= MAX_ALTERNATIVES ? globs : null;
}
