import { toolFamily } from '../../domain/findings/classify/tool-families.js';
import { type FindingsFile, type ReportFile } from './report-file.js';

/** The tools that reports are of, by family, as far as they say. */
export function reportedTools(reports: readonly ReportFile[]): ReadonlySet<string> {
  return new Set(reports.flatMap((report) => (report.kind === 'findings' ? toolsOf(report) : [])));
}

function toolsOf({ format, content }: FindingsFile): readonly string[] {
  if (format !== 'sarif') return format === 'gitlab' ? [] : [format];
  try {
    const log = JSON.parse(content.toString('utf8').replace(/^\uFEFF/, '')) as SarifTools;
    return (log.runs ?? []).flatMap(({ tool }) =>
      tool?.driver?.name === undefined ? [] : [toolFamily(tool.driver.name)],
    );
  } catch {
    // What is no JSON is said when it is uploaded.
    return [];
  }
}

interface SarifTools {
  readonly runs?: readonly { readonly tool?: { readonly driver?: { readonly name?: string } } }[];
}
