// Reports of generated findings (findings-generator.mjs) in the formats of other tools.
import { findingsOf, sarifOf } from './findings-generator.mjs';

const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Findings by their files, in the order of the findings. */
function byFile(findings) {
  const files = new Map();
  for (const finding of findings) {
    if (!files.has(finding.filePath)) files.set(finding.filePath, []);
    files.get(finding.filePath).push(finding);
  }
  return [...files];
}

const inFiles = (findings, element) =>
  byFile(findings)
    .map(([file, own]) => `<file name="${file}">\n${own.map(element).join('\n')}\n</file>\n`)
    .join('');

const diagnosticOf = ({ ruleId, message, filePath, region }) => ({
  message,
  location: {
    path: filePath,
    range: {
      start: { line: region.startLine, column: region.startColumn },
      end: { line: region.endLine, column: region.endColumn },
    },
  },
  severity: 'WARNING',
  code: { value: ruleId },
});

const WRITERS = {
  eslint: (findings) =>
    JSON.stringify(
      byFile(findings).map(([filePath, own]) => ({
        filePath,
        messages: own.map(({ ruleId, message, region }) => ({
          ...{ ruleId, severity: 2, message, line: region.startLine, column: region.startColumn },
          ...{ endLine: region.endLine, endColumn: region.endColumn },
        })),
      })),
    ),
  gitlab: (findings) =>
    JSON.stringify(
      findings.map(({ ruleId, message, filePath, region }, at) => ({
        ...{ type: 'issue', check_name: ruleId, description: message, severity: 'major', fingerprint: String(at) },
        location: { path: filePath, lines: { begin: region.startLine, end: region.endLine } },
      })),
    ),
  checkstyle: (findings) =>
    `<?xml version="1.0"?>\n<checkstyle version="10.1">\n${inFiles(
      findings,
      ({ ruleId, message, region }) =>
        `<error line="${region.startLine}" column="${region.startColumn}" severity="warning" message="${attribute(message)}" source="com.acme.${ruleId}"/>`,
    )}</checkstyle>\n`,
  sonarqube: (findings) =>
    JSON.stringify({
      issues: findings.map(({ ruleId, message, filePath, region }) => ({
        ...{ engineId: 'acme', ruleId, severity: 'MAJOR', type: 'CODE_SMELL' },
        primaryLocation: {
          message,
          filePath,
          textRange: { startLine: region.startLine, endLine: region.endLine, startColumn: 1, endColumn: 9 },
        },
      })),
    }),
  'gitlab-security': (findings) =>
    JSON.stringify({
      version: '15.0.4',
      scan: { type: 'sast', scanner: { id: 'acme', name: 'Acme', version: '1' }, status: 'success' },
      vulnerabilities: findings.map(({ ruleId, message, filePath, region }, at) => ({
        ...{ id: String(at), category: 'sast', name: message, severity: 'Medium' },
        location: { file: filePath, start_line: region.startLine, end_line: region.endLine },
        identifiers: [{ type: 'acme_id', name: ruleId, value: ruleId }],
      })),
    }),
  pylint: (findings) =>
    JSON.stringify(
      findings.map(({ ruleId, message, filePath, region }) => ({
        ...{ type: 'warning', module: 'acme', obj: '', line: region.startLine, column: region.startColumn },
        ...{ endLine: region.endLine, endColumn: region.endColumn, path: filePath, symbol: ruleId, message },
        'message-id': 'W0613',
      })),
    ),
  pmd: (findings) =>
    `<?xml version="1.0"?>\n<pmd xmlns="http://pmd.sourceforge.net/report/2.0.0" version="7.1.0">\n${inFiles(
      findings,
      ({ ruleId, message, region }) =>
        `<violation beginline="${region.startLine}" endline="${region.endLine}" begincolumn="${region.startColumn}" endcolumn="${region.endColumn}" rule="${ruleId}" ruleset="Best Practices" priority="3">\n${attribute(message)}\n</violation>`,
    )}</pmd>\n`,
  spotbugs: (findings) =>
    `<?xml version="1.0"?>\n<BugCollection version="4.8.3"><Project/>\n${findings
      .map(
        ({ ruleId, message, filePath, region }) =>
          `<BugInstance type="${ruleId}" priority="2" rank="15" category="STYLE"><LongMessage>${attribute(message)}</LongMessage><Class classname="a.B"/><SourceLine classname="a.B" start="${region.startLine}" end="${region.endLine}" sourcefile="B.java" sourcepath="${filePath}"/></BugInstance>`,
      )
      .join('\n')}\n</BugCollection>\n`,
  rdjson: (findings) => JSON.stringify({ source: { name: 'acme' }, diagnostics: findings.map(diagnosticOf) }),
  rdjsonl: (findings) =>
    findings.map((finding) => `${JSON.stringify({ ...diagnosticOf(finding), source: { name: 'acme' } })}\n`).join(''),
  lines: (findings) =>
    findings
      .map(
        ({ ruleId, message, filePath, region }) =>
          `${filePath}:${region.startLine}:${region.startColumn}: warning: ${message} [${ruleId}]\n`,
      )
      .join(''),
};

export const WRITTEN_FORMATS = ['sarif', ...Object.keys(WRITERS)];

/** A report of so many findings in this format. */
export const reportOf = (format, count) =>
  format === 'sarif' ? sarifOf(count, false) : Buffer.from(WRITERS[format](findingsOf(0, count, false)));
