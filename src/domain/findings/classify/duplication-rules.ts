import { type RuleTable } from './rule-table.js';

/** Rules that find the same code in several places. */
export const DUPLICATION_RULES: RuleTable<true> = [
  { tool: 'jscpd', fact: true, rules: ['*'] },
  { tool: 'cpd', fact: true, rules: ['*'] },
  { tool: 'pmd-cpd', fact: true, rules: ['*'] },
  { tool: 'simian', fact: true, rules: ['*'] },
  { tool: 'dupfinder', fact: true, rules: ['*'] },
  { tool: 'duplication', fact: true, rules: ['*'] },
  { tool: 'golangci-lint', fact: true, rules: ['dupl'] },
  { tool: 'dupl', fact: true, rules: ['*'] },
  { tool: 'pylint', fact: true, rules: ['R0801', 'duplicate-code'] },
  { tool: 'eslint', fact: true, rules: ['sonarjs/no-identical-functions'] },
  { tool: 'structure', fact: true, rules: ['identical-code', 'similar-code'] },
  {
    tool: 'codeql',
    fact: true,
    rules: ['*/duplicate-block', '*/duplicate-function', '*/duplicate-method', '*/similar-file', '*/similar-function'],
  },
  { tool: 'sonarqube', fact: true, rules: ['*:DuplicatedBlocks', '*:S4144'] },
];
