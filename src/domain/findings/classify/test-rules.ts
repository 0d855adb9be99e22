import { type RuleTable } from './rule-table.js';

/** Rules of security that the documents of their tools say do not apply to tests: there they are of type code smell and severity info. */
export const RULES_OFF_IN_TESTS: RuleTable<true> = [
  { tool: 'bandit', fact: true, rules: ['B101', 'assert_used'] },
  { tool: 'flake8', fact: true, rules: ['S101'] },
  { tool: 'ruff', fact: true, rules: ['S101', 'assert'] },
  {
    tool: 'eslint',
    fact: true,
    rules: [
      ...['sonarjs/no-clear-text-protocols', 'sonarjs/no-hardcoded-ip', 'sonarjs/no-os-command-from-path'],
      ...['sonarjs/os-command', 'sonarjs/pseudo-random', 'sonarjs/publicly-writable-directories'],
    ],
  },
];
