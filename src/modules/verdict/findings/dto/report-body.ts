import type { ToolRunIdentity } from '../../../../domain/base/same-tool.js';
import { readReportPath } from '../../../../domain/changes/report-path.js';
import { FINDINGS_FORMATS, type FindingsFormat } from '../../../../domain/findings/finding.js';
import { TEXT_LIMITS } from '../../../../domain/findings/readers/report-limits.js';
import { TextFieldReader } from '../../../../domain/forms/text-fields.js';
import type { ParsedFields, TextFields } from '../../../../platform/http/read-upload.js';
import { formOf, jsonOf, textBody } from '../../../../platform/openapi/documented-body.decorator.js';
import { REPORT_PATH } from '../../../../platform/openapi/report-path.schema.js';

/** Longest version of a tool, and digest of its configuration. */
const MAX_IDENTITY_LENGTH = 200;

/** Bodies in which a report may be sent. */
export const REPORT_BODY = {
  'multipart/form-data': formOf({
    format: {
      type: 'string',
      enum: [...FINDINGS_FORMATS],
      description: 'Expected format of the content. Default: detected from the content.',
    },
    tool: {
      type: 'string',
      maxLength: TEXT_LIMITS.tool,
      description:
        'Name of the tool, for a report that does not name it (GitLab issues without engine_name, SARIF without a driver name).',
    },
    report_path: REPORT_PATH,
    tool_version: {
      type: 'string',
      maxLength: MAX_IDENTITY_LENGTH,
      description: 'Version of the tool, for a report that does not state it.',
    },
    config_digest: {
      type: 'string',
      maxLength: MAX_IDENTITY_LENGTH,
      description:
        "A digest of the tool's configuration files. If it differs from the base's, the tool counts as a different one.",
    },
  }),
  'application/json': jsonOf('SARIF 2.1.0, ESLint, jscpd, GitLab, SonarQube, pylint or rdjson.'),
  'application/sarif+json': jsonOf('SARIF 2.1.0.'),
  'application/xml': textBody('lizard, PMD-CPD, Checkstyle, PMD or SpotBugs.'),
  'text/csv': textBody('lizard.'),
  'application/octet-stream': textBody('Any of the formats.'),
};

/** The findings of a scan, as another tool reads them. */
export const SARIF_ANSWER = {
  'application/sarif+json': {
    schema: {
      type: 'object',
      properties: {
        $schema: { type: 'string' },
        version: { type: 'string', enum: ['2.1.0'] },
        properties: {
          type: 'object',
          description: 'Omitted if `PUBLIC_URL` is not set.',
          properties: { dashboard_url: { type: 'string', description: 'Page of the scan in the dashboard.' } },
        },
        runs: { type: 'array', items: { type: 'object', additionalProperties: true } },
      },
      required: ['version', 'runs'],
    },
  },
};

/** Form fields that describe an uploaded findings report. */
interface FindingsFields {
  readonly format: FindingsFormat | undefined;
  readonly tool: string | undefined;
  readonly reportPath: string | null;
  readonly run: ToolRunIdentity;
}

/** The fields of the form, or every bad one named. */
export function parseFindingsForm(texts: TextFields): ParsedFields<FindingsFields> {
  const form = new TextFieldReader(texts);
  const format = form.readChoice('format', FINDINGS_FORMATS) ?? undefined;
  const tool = form.readName('tool', TEXT_LIMITS.tool) ?? undefined;
  const reportPath = readReportPath(form);
  const run = {
    toolVersion: form.readName('tool_version', MAX_IDENTITY_LENGTH),
    configDigest: form.readName('config_digest', MAX_IDENTITY_LENGTH),
  };
  if (form.errors.length > 0) return { ok: false, errors: form.errors };
  return { ok: true, fields: { format, tool, reportPath, run } };
}
