// Counts the cyclomatic complexity of JavaScript and TypeScript functions with ESLint's `complexity` rule.
//
// Run as a program of its own by `qgate run`: standard input holds {root, files, output} as JSON, `output` receives
// ESLint's JSON report with paths relative to the root. The repository's own configuration is not read, so nothing of
// the repository is executed; its `eslint-disable` comments hold and appear as suppressed messages.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** Functions above this are reported; the service grades them by their number. */
const MAX_COMPLEXITY = 10;

const { root, files, output } = JSON.parse(readFileSync(0, 'utf8'));

const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      // ESLint takes no file for a match of `**/*` alone.
      files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
      languageOptions: {
        // One parser for all: it reads plain JavaScript too, as module and as script.
        parser: tseslint.parser,
        parserOptions: { ecmaFeatures: { jsx: true } },
      },
      linterOptions: { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' },
      rules: { complexity: ['warn', MAX_COMPLEXITY] },
    },
  ],
  globInputPaths: false,
  errorOnUnmatchedPattern: false,
  warnIgnored: false,
});

const isComplexity = ({ ruleId }) => ruleId === 'complexity';
const results = files.length === 0 ? [] : await eslint.lintFiles(files);
const report = results.map((result) => {
  const messages = result.messages.filter(isComplexity);
  const suppressedMessages = (result.suppressedMessages ?? []).filter(isComplexity);
  return {
    filePath: path.relative(root, result.filePath).split(path.sep).join('/'),
    messages,
    suppressedMessages,
    ...(messages.length + suppressedMessages.length > 0 && { source: readFileSync(result.filePath, 'utf8') }),
  };
});
const unparsed = results.filter(({ fatalErrorCount }) => fatalErrorCount > 0).map(({ filePath }) => filePath);

writeFileSync(
  output,
  JSON.stringify({
    // Files without a finding too: an empty list would not say whose report it is.
    report,
    unparsed: unparsed.map((file) => path.relative(root, file).split(path.sep).join('/')),
  }),
);
