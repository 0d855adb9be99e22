import { FINDINGS_FORMATS } from '../../../domain/findings/finding.js';
import { TEXT_LIMITS } from '../../../domain/findings/readers/report-limits.js';
import { formOf, jsonOf, textOf } from '../../../platform/openapi/documented-body.decorator.js';
import { REPORT_PATH } from '../../../platform/openapi/report-path.schema.js';

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
        'Name of the tool, for a report that gives none (GitLab issues without engine_name, SARIF without a driver name).',
    },
    report_path: REPORT_PATH,
    tool_version: { type: 'string', maxLength: 200, description: 'Version of the tool, where its report gives none.' },
    config_digest: {
      type: 'string',
      maxLength: 200,
      description: "A digest over the files that configure the tool: another one than the base's is another tool.",
    },
  }),
  'application/json': jsonOf('SARIF 2.1.0, ESLint, jscpd or GitLab code quality.'),
  'application/sarif+json': jsonOf('SARIF 2.1.0.'),
  'application/xml': textOf('lizard or PMD-CPD.'),
  'text/csv': textOf('lizard.'),
  'application/octet-stream': textOf('Any of the formats, gzipped or not.'),
};

/** The findings of a scan, as another tool reads them. */
export const SARIF_ANSWER = {
  'application/sarif+json': {
    schema: {
      type: 'object',
      properties: {
        $schema: { type: 'string' },
        version: { type: 'string', enum: ['2.1.0'] },
        runs: { type: 'array', items: { type: 'object', additionalProperties: true } },
      },
      required: ['version', 'runs'],
    },
  },
};
