import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findSecrets } from '../enrich/secret-lines.js';
import { type FindingsFile } from '../report-file.js';
import { reportDirectives } from './directive-report.js';

const SOURCE = ['import os', 'password = "hunter2"  # nosec B105', 'print(1)  # noqa: T201', ''].join('\n');

/** A report of a tool that found the password of the source. */
const BANDIT: FindingsFile = {
  kind: 'findings',
  name: 'bandit.sarif',
  format: 'sarif',
  content: Buffer.from(
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Bandit' } },
          results: [
            {
              ruleId: 'B105',
              message: { text: "Possible hardcoded password: 'hunter2'" },
              locations: [{ physicalLocation: { artifactLocation: { uri: 'app.py' }, region: { startLine: 2 } } }],
            },
          ],
        },
      ],
    }),
  ),
};

it('directives are sent without the secrets that tools found on their lines', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'directives-'));
  try {
    writeFileSync(path.join(root, 'app.py'), SOURCE);
    const tracked = ['app.py'];
    const { file, count } = await reportDirectives({
      ...{ root, tracked, touched: null, generated: new Set<string>() },
      secrets: findSecrets([BANDIT], { root, tracked }),
      explain: () => undefined,
    });
    expect(count).toBe(2);
    const text = file.content.toString();
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text).suppressions).toMatchObject([
      { line: 2, directive: 'nosec', context: { start_line: 1, text: expect.stringContaining('password = "***"') } },
      { line: 3, directive: 'noqa', context: { text: expect.stringContaining('print(1)  # noqa: T201') } },
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
