import { createHash } from 'node:crypto';
import { type LineSpan } from '../../domain/gate/evidence.js';
import { type ScanFinding } from '../api/answers.js';
import { describeRelated, directiveNotes, UNCOVERED_MESSAGE } from './describe-evidence.js';
import { type RunResult } from './run-result.js';

/** GitLab's words for our severities, worst first. */
const SEVERITIES: Readonly<Record<string, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/**
 * The new findings, the added directives and the added lines that no test runs as a GitLab Code Quality report: shown in the merge request, at
 * the lines of its diff.
 */
export function renderGitlab({ newFindings, gate, dashboardUrl }: RunResult): string {
  const uncovered = (gate?.uncovered ?? []).flatMap(({ file_path: file, ranges }) =>
    ranges.map((range) => toUncoveredIssue(file, range)),
  );
  const issues = [
    ...newFindings.filter(hasFile).map(toIssue),
    ...directiveNotes(gate).map(toDirectiveIssue),
    ...uncovered,
  ];
  return `${JSON.stringify(dashboardUrl === null ? issues : issues.map(withLink(dashboardUrl)), null, 2)}\n`;
}

/** Adds the link as Code Climate has longer texts, whose formon GitLab's is a part of. */
const withLink =
  (url: string) =>
  (issue: object): object => ({ ...issue, content: { body: `[Scan in the dashboard](${url})` } });

/** GitLab shows nothing that has no file. */
const hasFile = (finding: ScanFinding): finding is ScanFinding & { readonly file_path: string } =>
  finding.file_path !== null;

const toIssue = (finding: ScanFinding & { readonly file_path: string }): object => ({
  description: [finding.message, describeRelated(finding)].filter((part) => part !== '').join(' '),
  check_name: `${finding.tool}/${finding.rule_id}`,
  // By the problem, not its line: GitLab compares two branches by it.
  fingerprint: createHash('sha256').update(`${finding.tool}\0${finding.rule_id}\0${finding.issue_id}`).digest('hex'),
  severity: SEVERITIES[finding.severity] ?? 'info',
  location: { path: finding.file_path, lines: { begin: finding.line ?? 1 } },
});

const toDirectiveIssue = ({
  path,
  line,
  issueId,
  rule,
  message,
}: ReturnType<typeof directiveNotes>[number]): object => ({
  description: message,
  check_name: `suppressions/${rule}`,
  fingerprint: createHash('sha256').update(`suppressions\0${rule}\0${issueId}`).digest('hex'),
  severity: 'info',
  location: { path, lines: { begin: line } },
});

const toUncoveredIssue = (file: string, [from, to]: LineSpan): object => ({
  description: UNCOVERED_MESSAGE,
  check_name: 'qgate/uncovered',
  fingerprint: createHash('sha256').update(`uncovered\0${file}\0${from}\0${to}`).digest('hex'),
  severity: 'minor',
  location: { path: file, lines: { begin: from, end: to } },
});
