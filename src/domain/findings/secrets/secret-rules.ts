import { type RuleTable } from '../classify/rule-table.js';

/** Rules that find secrets in code: what they flag and quote is blanked. */
export const SECRET_RULES: RuleTable<true> = [
  { tool: 'gitleaks', fact: true, rules: ['*'] },
  { tool: 'trufflehog', fact: true, rules: ['*'] },
  { tool: 'detect-secrets', fact: true, rules: ['*'] },
  { tool: 'secretlint', fact: true, rules: ['*'] },
  { tool: 'ggshield', fact: true, rules: ['*'] },
  { tool: 'gitguardian', fact: true, rules: ['*'] },
  { tool: 'credscan', fact: true, rules: ['*'] },
  {
    tool: 'semgrep',
    fact: true,
    rules: ['*.secrets.*', 'secrets.*', '*hardcoded-password*', '*hardcoded-secret*', '*hardcoded-token*'],
  },
  {
    tool: 'trivy',
    fact: true,
    rules: [
      ...[
        '*-token',
        '*-key',
        '*-key-id',
        '*-pat',
        '*-secret',
        '*-oauth',
        '*-password',
        '*-credential',
        '*-credentials',
      ],
      ...['*-web-hook', '*-webhook', 'gcp-service-account', 'aws-account-id'],
    ],
  },
  { tool: 'bandit', fact: true, rules: ['B105', 'B106', 'B107', 'hardcoded_password_*'] },
  { tool: 'ruff', fact: true, rules: ['S105', 'S106', 'S107', 'hardcoded-password-*'] },
  { tool: 'flake8', fact: true, rules: ['S105', 'S106', 'S107'] },
  { tool: 'gosec', fact: true, rules: ['G101'] },
  {
    tool: 'eslint',
    fact: true,
    rules: [
      'no-secrets/*',
      'sonarjs/no-hardcoded-passwords',
      'sonarjs/no-hardcoded-secrets',
      'sonarjs/no-hardcoded-credentials',
      'sonarjs/hardcoded-secret-signatures',
    ],
  },
  { tool: 'sonarqube', fact: true, rules: ['secrets:*', '*:S2068', '*:S6418'] },
  {
    tool: 'codeql',
    fact: true,
    rules: ['*/hardcoded-credentials*', '*/hard-coded-credentials*', '*/hardcoded-password*'],
  },
  { tool: 'spotbugs', fact: true, rules: ['HARD_CODE_PASSWORD', 'HARD_CODE_KEY', 'DMI_CONSTANT_DB_PASSWORD'] },
];

/** Tags that say the same of a rule or a result. */
const SECRET_TAG = /^secrets?$/;

export const areSecretTags = (tags: readonly string[]): boolean => tags.some((tag) => SECRET_TAG.test(tag));
