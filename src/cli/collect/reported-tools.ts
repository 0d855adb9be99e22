import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { openReport } from '../../domain/findings/parse-findings.js';
import { type FindingsFile, type ReportFile } from '../report-file.js';

/** The tools of the reports, by family, as far as the reports state them. */
export function reportedTools(reports: readonly ReportFile[]): ReadonlySet<string> {
  return new Set(reports.flatMap((report) => (report.kind === 'findings' ? namesOfTools(report) : [])).map(toolFamily));
}

/** The tools of a report, by the names under which the service reads them; none for issues without a tool's name. */
export function namesOfTools({ format, content }: FindingsFile): readonly string[] {
  if (OF_SEVERAL_TOOLS.has(format)) return namesInReport(content);
  if (format !== 'sarif' && format !== 'gitlab') return [format];
  try {
    const log = JSON.parse(content.toString('utf8').replace(/^\uFEFF/, '')) as SarifTools | GitlabIssue[];
    const names = Array.isArray(log)
      ? log.map(({ engine_name: name }) => name)
      : (log.runs ?? []).map(({ tool }) => tool?.driver?.name);
    return [...new Set(names.flatMap((name) => (typeof name === 'string' && name.trim() !== '' ? [name.trim()] : [])))];
  } catch {
    // The service reports invalid JSON when it is uploaded.
    return [];
  }
}

/** The tools of a report that does not give their versions, by the names under which the service reads them. */
export function toolsWithoutVersion(report: FindingsFile): readonly string[] {
  const read = openReport(report.content);
  const versioned = new Set(
    read.ok ? read.value.tools.flatMap(({ name, version }) => (version === null ? [] : [name])) : [],
  );
  return namesOfTools(report).filter((name) => !versioned.has(name));
}

/** Formats in which several tools write, besides SARIF and GitLab's issues. */
const OF_SEVERAL_TOOLS: ReadonlySet<FindingsFile['format']> = new Set([
  ...(['checkstyle', 'sonarqube', 'gitlab-security', 'pmd', 'rdjson', 'rdjsonl', 'lines'] as const),
]);

function namesInReport(content: Buffer): readonly string[] {
  const report = openReport(content);
  if (!report.ok) return [];
  return [...new Set(report.value.tools.flatMap(({ name, isUnnamed }) => (isUnnamed ? [] : [name])))];
}

interface SarifTools {
  readonly runs?: readonly { readonly tool?: { readonly driver?: { readonly name?: string } } }[];
}

interface GitlabIssue {
  readonly engine_name?: unknown;
}
