/** One finding of a report that a test writes. */
export interface Found {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly severity?: string;
  readonly text: string;
}

/** A SARIF report of one tool, `a-tool`, with these findings. */
export const sarifOf = (...found: readonly Found[]): string =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'a-tool' } },
        results: found.map(({ rule, file, line, severity = '9.5', text }) => ({
          ruleId: rule,
          message: { text: `${rule} is broken.` },
          properties: { 'security-severity': severity },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file },
                region: { startLine: line, snippet: { text } },
              },
            },
          ],
        })),
      },
    ],
  });
