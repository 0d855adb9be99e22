import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { type FindingsFile, type ReportFile } from './report-file.js';

/** The tools of the reports, by family, as far as the reports state them. */
export function reportedTools(reports: readonly ReportFile[]): ReadonlySet<string> {
  return new Set(reports.flatMap((report) => (report.kind === 'findings' ? namesOfTools(report) : [])).map(toolFamily));
}

/** The tools of a report, by the names under which the service reads them; none for issues without a tool's name. */
export function namesOfTools({ format, content }: FindingsFile): readonly string[] {
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

interface SarifTools {
  readonly runs?: readonly { readonly tool?: { readonly driver?: { readonly name?: string } } }[];
}

interface GitlabIssue {
  readonly engine_name?: unknown;
}
