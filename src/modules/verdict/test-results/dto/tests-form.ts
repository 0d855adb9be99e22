import { readReportPath } from '../../../../domain/changes/report-path.js';
import { TextFieldReader } from '../../../../domain/forms/text-fields.js';
import type { ParsedFields, TextFields } from '../../../../platform/http/read-upload.js';
import { formOf, textBody } from '../../../../platform/openapi/documented-body.decorator.js';
import { REPORT_PATH } from '../../../../platform/openapi/report-path.schema.js';
import type { TestsFields } from '../tests.service.js';

const MAX_KEY_LENGTH = 200;

/** Bodies in which test results may be sent. */
export const TESTS_BODY = {
  'multipart/form-data': formOf({
    upload_key: {
      type: 'string',
      maxLength: MAX_KEY_LENGTH,
      description: 'Replaces the earlier report with the same key instead of merging with it.',
    },
    report_path: REPORT_PATH,
  }),
  'application/xml': textBody('JUnit XML.'),
};

/** The fields of the form, or every bad one named. */
export function parseTestsForm(texts: TextFields): ParsedFields<TestsFields> {
  const form = new TextFieldReader(texts);
  const uploadKey = form.read(
    'upload_key',
    (text) => (text.length <= MAX_KEY_LENGTH ? text : null),
    `must have at most ${MAX_KEY_LENGTH} characters`,
  );
  const reportPath = readReportPath(form);
  return form.errors.length > 0 ? { ok: false, errors: form.errors } : { ok: true, fields: { uploadKey, reportPath } };
}
