import { removeControlsInLines } from '../scanning/control-characters.js';
import { cutText } from './cut-text.js';
import { bySeverity } from './list-findings.js';
import { oneLine } from './plain-text.js';
import type { Annotation, ReportedFinding, ReportFacts } from './report-facts.js';

/** Annotations of a check: as many as fit one call, so that a set is never there by halves. */
export const MAX_ANNOTATIONS = 50;
const MAX_TITLE = 255;
const MAX_MESSAGE = 4_000;

/** Annotations of new findings: those on lines that the change adds come first, then the worst. */
export function selectAnnotations({ newFindings }: Pick<ReportFacts, 'newFindings'>): Annotation[] {
  const sorted = bySeverity(newFindings);
  const onChangedLines = sorted.filter((finding) => finding.isOnChangedLines);
  const others = sorted.filter((finding) => !finding.isOnChangedLines);
  return [...onChangedLines, ...others].slice(0, MAX_ANNOTATIONS).map(toAnnotation);
}

/** A finding on a file as a whole is noted on its first line: forges demand one. */
function toAnnotation({ filePath, startLine, endLine, severity, tool, ruleId, message }: ReportedFinding): Annotation {
  const first = startLine ?? 1;
  return {
    path: filePath,
    startLine: first,
    endLine: Math.max(endLine ?? first, first),
    severity,
    title: cutText(oneLine(`${tool} ${ruleId}`), MAX_TITLE),
    // an empty message is refused
    message: cutText(removeControlsInLines(message).trim(), MAX_MESSAGE) || oneLine(ruleId) || tool,
  };
}
