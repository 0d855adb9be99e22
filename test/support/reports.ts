/** Reports as tools write them, from the few facts that a test cares for. */

export interface SarifResult {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly level?: 'error' | 'warning' | 'note';
  readonly message?: string;
  readonly snippet?: string;
  /** `security-severity` of the rule. */
  readonly securitySeverity?: string;
  /** Help of the rule. */
  readonly help?: string;
  /** Text that the tool offers in place of the line. */
  readonly fix?: string;
}

/** A SARIF 2.1.0 log of one tool. */
export function aSarifLog(results: readonly SarifResult[], tool = 'scanner'): string {
  const rules = [...new Map(results.map((result) => [result.rule, result])).values()].map((result) => ({
    id: result.rule,
    ...(result.help !== undefined && { help: { text: result.help } }),
    properties: result.securitySeverity ? { 'security-severity': result.securitySeverity, tags: ['security'] } : {},
  }));
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, version: '1.2.3', rules } },
        results: results.map((result) => ({
          ruleId: result.rule,
          level: result.level ?? 'warning',
          message: { text: result.message ?? `${result.rule} found` },
          ...(result.fix !== undefined && {
            fixes: [
              {
                artifactChanges: [
                  {
                    artifactLocation: { uri: result.path },
                    replacements: [
                      { deletedRegion: { startLine: result.line }, insertedContent: { text: result.fix } },
                    ],
                  },
                ],
              },
            ],
          }),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: result.path },
                region: {
                  startLine: result.line,
                  startColumn: 1,
                  ...(result.snippet !== undefined && { snippet: { text: result.snippet } }),
                },
              },
            },
          ],
        })),
      },
    ],
  });
}

/** An lcov tracefile: for each file its lines with their hits. */
export function anLcov(files: Readonly<Record<string, readonly (readonly [line: number, hits: number])[]>>): string {
  return Object.entries(files)
    .map(
      ([path, lines]) =>
        `TN:\nSF:${path}\n${lines.map(([line, hits]) => `DA:${line},${hits}\n`).join('')}end_of_record\n`,
    )
    .join('');
}

/** A Cobertura report: for each file its lines with their hits. */
export function aCobertura(
  files: Readonly<Record<string, readonly (readonly [line: number, hits: number])[]>>,
): string {
  const classes = Object.entries(files).map(
    ([path, lines]) =>
      `<class name="c" filename="${path}"><lines>${lines
        .map(([line, hits]) => `<line number="${line}" hits="${hits}"/>`)
        .join('')}</lines></class>`,
  );
  return `<?xml version="1.0"?>\n<coverage version="1"><packages><package name="p"><classes>${classes.join('')}</classes></package></packages></coverage>`;
}

/** `count` lines from 1 on, the first `covered` of them run once. */
export function lines(count: number, covered: number): [line: number, hits: number][] {
  return Array.from({ length: count }, (_, index) => [index + 1, index < covered ? 1 : 0]);
}
