import { type Finding } from '../../domain/findings/finding.js';
import { openReport } from '../../domain/findings/parse-findings.js';
import { type FindingsFile } from '../report-file.js';
import { ENRICH_LIMITS } from '../source/limits.js';

/** The findings of a report, those alone that are wanted. A report that is too large or cannot be read has none. */
export function readFindings(
  { content, format }: FindingsFile,
  root: string,
  isWanted: (finding: Finding) => boolean = () => true,
): readonly Finding[] {
  if (content.length > ENRICH_LIMITS.reportBytes) return [];
  const opened = openReport(content, { format, checkoutRoots: [root] });
  if (!opened.ok) return [];
  const findings: Finding[] = [];
  try {
    for (const result of opened.value.results)
      if (result.kind === 'finding' && isWanted(result.finding)) findings.push(result.finding);
  } catch {
    // One result that is not JSON makes the report unreadable, as the service explains.
    return [];
  }
  return findings;
}
