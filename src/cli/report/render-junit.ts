import { describeBase, describeEvidence } from './describe-evidence.js';
import { judgeRules, type RuleLine, showActual } from './judged-rules.js';
import { listCauses } from './list-causes.js';
import { isMonitored } from './monitor-mode.js';
import { type RunResult } from './run-result.js';
import { summarize } from './sentence.js';

/**
 * The result as JUnit XML: one test case per rule, so that CI systems show the gate beside the tests. A run without a
 * verdict is one test case in error.
 */
export function renderJunit(result: RunResult): string {
  const cases = result.failure === null ? ruleCases(result) : [errorCase(result)];
  const count = (mark: string): number => cases.filter((each) => each.includes(mark)).length;
  const totals = `tests="${cases.length}" failures="${count('<failure')}" errors="${count('<error')}" skipped="${count('<skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="qgate" ${totals}>`,
    `  <testsuite name="quality gate" ${totals}>`,
    ...propertiesOf(result),
    ...cases,
    ...evidenceOf(result),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function ruleCases(result: RunResult): string[] {
  if (result.gate === null) return [testCase('verdict', `<skipped message="${attribute(summarize(result))}"/>`)];
  const rules = judgeRules(result.gate);
  // A gate can fail without a rule (the scan was given up); it must not look green.
  const withoutRule = result.gate.status === 'failed' && rules.every(({ verdict }) => verdict !== 'failed');
  return [
    ...rules.map((line) => testCase(line.rule, outcomeOf(line, result))),
    ...(withoutRule ? [testCase('verdict', failure(summarize(result), ''))] : []),
  ];
}

/** The link to the dashboard. */
const propertiesOf = ({ dashboardUrl: url }: RunResult): string[] =>
  url === null
    ? []
    : ['    <properties>', `      <property name="dashboard_url" value="${attribute(url)}"/>`, '    </properties>'];

/** The evidence of the verdict as the suite's output: it belongs to no single rule. */
function evidenceOf(result: RunResult): string[] {
  const { gate } = result;
  if (gate === null) return [];
  const base = describeBase(gate);
  const lines = [
    ...(isMonitored(gate) ? [summarize(result)] : []),
    ...(base === null ? [] : [base]),
    ...describeEvidence(gate, result).flatMap(({ title, lines: facts }) => [
      `${title}:`,
      ...facts.map(({ subject, text }) => `  ${subject}: ${text}`),
    ]),
  ];
  return lines.length === 0 ? [] : [`    <system-out>${content(lines.join('\n'))}</system-out>`];
}

function outcomeOf(line: RuleLine, result: RunResult): string | null {
  const { verdict, threshold, remark } = line;
  if (verdict === 'passed') return null;
  if (verdict === 'failed')
    return failure(`actual ${showActual(line)}, threshold ${threshold ?? '-'}`, listCauses(line, result).join('\n'));
  return `<skipped message="${attribute(`${verdict}${remark === null ? '' : `: ${remark}`}`)}"/>`;
}

const failure = (message: string, text: string): string =>
  `<failure message="${attribute(message)}">${content(text)}</failure>`;

const errorCase = ({ failure: why }: RunResult): string =>
  testCase('verdict', `<error type="${why?.kind ?? ''}" message="${attribute(why?.message ?? '')}"/>`);

const testCase = (name: string, outcome: string | null): string =>
  outcome === null
    ? `    <testcase classname="quality gate" name="${name}"/>`
    : `    <testcase classname="quality gate" name="${name}">${outcome}</testcase>`;

/** Characters that XML 1.0 cannot hold are dropped. */
const content = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const attribute = (text: string): string => content(text).replaceAll('"', '&quot;').replace(/\s+/g, ' ');
