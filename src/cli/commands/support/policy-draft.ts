import { parsePolicy, RULE_NAMES } from '../../../domain/gate/policy.js';
import { readYaml } from '../../../domain/scanning/read-yaml.js';
import { CliError } from '../../exit-code.js';

/**
 * Reads a policy that somebody wrote by hand, YAML or JSON: flat, or below `policy` as the service prints it. Unlike in
 * the service, which drops unknown rules, a misspelt rule is an error here: its author is at the keyboard.
 *
 * @returns the rules that it names
 * @throws {CliError} of kind `usage`, naming every fault at once
 */
export function readPolicyDraft(text: string, source: string): Readonly<Record<string, unknown>> {
  const { document, fault } = readYaml(text);
  if (document === null) throw new CliError('usage', `${source} ${fault}.`);
  const [error] = document.errors;
  if (error !== undefined) throw new CliError('usage', `${source}: ${error.message}`);
  const content: unknown = document.toJS();
  const rules = isObject(content) && isObject(content.policy) ? content.policy : content;
  if (!isObject(rules)) throw new CliError('usage', `${source} must contain rules and their thresholds.`);
  const { ignoredKeys, errors } = parsePolicy(rules);
  const faults = [
    ...ignoredKeys.map((key) => `${source}: unknown rule ${JSON.stringify(key)}`),
    ...errors.map(({ field, message }) => `${source}: ${field.replace(/^policy\./, '')} ${message}`),
  ];
  if (faults.length > 0) throw new CliError('usage', faults.join('\n'), `The rules are ${RULE_NAMES.join(', ')}.`);
  return rules;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
