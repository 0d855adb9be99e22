import { type AnalyzerResult } from '../analyzers/analyzer.js';
import { type ToolIdentity } from '../api/scan-api.js';
import { namesOfTools, toolsWithoutVersion } from '../collect/reported-tools.js';
import { digestConfig } from '../collect/tool-config.js';
import { type ConfiguredCheckout } from '../collect/tool-packages.js';
import { type ReportFile } from '../report-file.js';

/** The reports of a run, and what made them. */
export interface RunReports {
  readonly collected: readonly ReportFile[];
  readonly analyses: readonly AnalyzerResult[];
  /** Globs of files that the analyzers leave out. */
  readonly exclude: readonly string[];
  /** Globs of files that the search for duplicates leaves out besides. */
  readonly duplicationExclude: readonly string[];
}

/**
 * The tools that reported, by the names that their reports give, with the version and a digest of their configuration where
 * these are known: they distinguish two runs of a tool. The configuration of an analyzer that `qgate` ran is also
 * which files it leaves out. A tool of which nothing is known is left out.
 *
 * @param ask answers the versions of tools whose reports do not
 */
export async function identifyTools(
  { collected, analyses, exclude, duplicationExclude }: RunReports,
  checkout: ConfiguredCheckout,
  ask: (tools: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly ToolIdentity[]> {
  const leftOutBy = (tool: string): readonly string[] => {
    const globs = [...exclude, ...(tool === 'jscpd' ? duplicationExclude : [])];
    return globs.length === 0 ? [] : [JSON.stringify([...new Set(globs)].sort())];
  };
  const asked = await ask([
    ...new Set(collected.flatMap((each) => (each.kind === 'findings' ? toolsWithoutVersion(each) : []))),
  ]);
  const runs = [
    ...namesIn(collected).map((tool) => ({ tool, version: asked.get(tool) ?? null, settings: null })),
    ...analyses.flatMap(({ reports, tool: { version } }) =>
      namesIn(reports).map((tool) => ({ tool, version, settings: leftOutBy(tool) })),
    ),
  ];
  const tools = new Map<string, ToolIdentity>();
  for (const { tool, version, settings } of runs) {
    const digest = await digestConfig(tool, checkout, settings);
    const known = tools.get(tool);
    // The bundled ESLint beside the repository's own: they are one tool with both configurations.
    const digests = [known?.config_digest, digest].filter((each) => each != null);
    const versionKnown = version ?? known?.version;
    tools.set(tool, {
      tool,
      ...(versionKnown !== undefined && { version: versionKnown }),
      ...(digests.length > 0 && { config_digest: [...new Set(digests)].sort().join('+') }),
    });
  }
  return [...tools.values()].filter(
    ({ version, config_digest: digest }) => version !== undefined || digest !== undefined,
  );
}

const namesIn = (reports: readonly ReportFile[]): readonly string[] =>
  reports.flatMap((report) => (report.kind === 'findings' ? namesOfTools(report) : []));
