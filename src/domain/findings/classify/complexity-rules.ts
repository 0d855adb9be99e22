import { type RuleTable } from './rule-table.js';

/** Measure of a rule about complexity. */
export type ComplexityMeasure = 'cyclomatic' | 'cognitive' | 'maintainability';

/** Rules about complexity, by what they measure. */
export const COMPLEXITY_RULES: RuleTable<ComplexityMeasure> = [
  { tool: 'lizard', fact: 'cyclomatic', rules: ['cyclomatic-complexity'] },
  { tool: 'qgate', fact: 'cyclomatic', rules: ['cyclomatic-complexity'] },
  { tool: 'eslint', fact: 'cyclomatic', rules: ['complexity', 'sonarjs/cyclomatic-complexity'] },
  { tool: 'eslint', fact: 'cognitive', rules: ['sonarjs/cognitive-complexity'] },
  { tool: 'tslint', fact: 'cyclomatic', rules: ['cyclomatic-complexity'] },
  { tool: 'tslint', fact: 'cognitive', rules: ['cognitive-complexity'] },
  { tool: 'biome', fact: 'cognitive', rules: ['*noExcessiveCognitiveComplexity'] },
  { tool: 'radon', fact: 'cyclomatic', rules: ['complexity', 'cc', 'cyclomatic*'] },
  { tool: 'radon', fact: 'maintainability', rules: ['mi', 'maintainability*'] },
  { tool: 'flake8', fact: 'cyclomatic', rules: ['C901'] },
  { tool: 'flake8', fact: 'cognitive', rules: ['CCR001'] },
  { tool: 'ruff', fact: 'cyclomatic', rules: ['C901', 'complex-structure'] },
  { tool: 'pylint', fact: 'cyclomatic', rules: ['R1260', 'too-complex'] },
  { tool: 'golangci-lint', fact: 'cyclomatic', rules: ['gocyclo', 'cyclop'] },
  { tool: 'golangci-lint', fact: 'cognitive', rules: ['gocognit'] },
  { tool: 'golangci-lint', fact: 'maintainability', rules: ['maintidx'] },
  { tool: 'gocyclo', fact: 'cyclomatic', rules: ['*'] },
  { tool: 'gocognit', fact: 'cognitive', rules: ['*'] },
  { tool: 'revive', fact: 'cyclomatic', rules: ['cyclomatic'] },
  { tool: 'revive', fact: 'cognitive', rules: ['cognitive-complexity'] },
  { tool: 'pmd', fact: 'cyclomatic', rules: ['CyclomaticComplexity', 'StdCyclomaticComplexity'] },
  { tool: 'pmd', fact: 'cognitive', rules: ['CognitiveComplexity'] },
  { tool: 'checkstyle', fact: 'cyclomatic', rules: ['CyclomaticComplexity*', '*.CyclomaticComplexityCheck'] },
  { tool: 'detekt', fact: 'cyclomatic', rules: ['*CyclomaticComplexMethod', '*.ComplexMethod'] },
  { tool: 'detekt', fact: 'cognitive', rules: ['*CognitiveComplexMethod'] },
  { tool: 'swiftlint', fact: 'cyclomatic', rules: ['cyclomatic_complexity'] },
  { tool: 'rubocop', fact: 'cyclomatic', rules: ['Metrics/CyclomaticComplexity'] },
  { tool: 'rubocop', fact: 'cognitive', rules: ['Metrics/PerceivedComplexity'] },
  { tool: 'phpmd', fact: 'cyclomatic', rules: ['CyclomaticComplexity'] },
  { tool: 'php-codesniffer', fact: 'cyclomatic', rules: ['Generic.Metrics.CyclomaticComplexity*'] },
  { tool: 'roslyn', fact: 'cyclomatic', rules: ['CA1502'] },
  { tool: 'roslyn', fact: 'maintainability', rules: ['CA1505'] },
  { tool: 'clippy', fact: 'cognitive', rules: ['clippy::cognitive_complexity'] },
  { tool: 'clang-tidy', fact: 'cognitive', rules: ['readability-function-cognitive-complexity'] },
  { tool: 'sonarqube', fact: 'cyclomatic', rules: ['*:S1541'] },
  { tool: 'sonarqube', fact: 'cognitive', rules: ['*:S3776'] },
  { tool: 'structure', fact: 'cognitive', rules: ['method_complexity', 'complex_logic'] },
];

/** Patterns of messages with a cyclomatic or cognitive complexity; the first match gives the number. */
const NUMBER_IN_MESSAGE: readonly RegExp[] = [
  // Function 'f' has a complexity of 17. Maximum allowed is 10.
  /complexity of '?(\d+)/i,
  // Cyclomatic Complexity is 17 (max allowed is 10). · calculated cyclomatic complexity for function f is 17, max is 10
  /complexity (?:for function .{1,200}? )?is (\d+)/i,
  // cyclomatic complexity 17 of func `f` is high (> 10)
  /complexity (\d+) of /i,
  // `f` is too complex (17 > 10)
  /too complex \((\d+)/i,
  // 'f' is too complex. The McCabe rating is 17
  /rating is (\d+)/i,
  // Cyclomatic complexity for f is too high. [17/7]
  /\[(\d+)\/\d+\]/,
  // The function f appears to be too complex based on Cyclomatic Complexity (complexity: 17).
  /complexity: (\d+)/i,
  // Cyclomatic complexity is too high in function f. (17)
  /\((\d+)\)\s*$/,
  // Refactor this function to reduce its Cognitive Complexity from 23 to the 15 allowed.
  /complexity from (\d+) to/i,
  // Cognitive complexity is too high (23 > 7)
  /too high \((\d+) > \d+\)/i,
  // the function has a cognitive complexity of (30/25)
  /complexity of \((\d+)\/\d+\)/i,
];

/** The cyclomatic or cognitive number in a message; null when it has none. */
export function complexityIn(message: string): number | null {
  for (const expression of NUMBER_IN_MESSAGE) {
    const number = expression.exec(message)?.[1];
    if (number !== undefined) return Number(number);
  }
  return null;
}
