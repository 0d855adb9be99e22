import { type WrittenHelp } from '../rule-help.js';
import { nonBlankAt, objectAt, stringAt } from './json-value.js';
import { type RuleDescriptor } from './sarif-components.js';

/**
 * Texts of a `reportingDescriptor` about its rule (SARIF 2.1.0, section 3.49): its help, else its full description, each as Markdown
 * before plain text. Undefined for one that says nothing.
 *
 * @param tags of the rule, its relations to weaknesses among them
 */
export function helpOfRule(rule: RuleDescriptor, tags: readonly string[]): WrittenHelp | undefined {
  const texts = ['help', 'fullDescription'].map((name) => objectAt(rule, name));
  const said: WrittenHelp = {
    name: nonBlankAt(rule, 'name') ?? nonBlankAt(objectAt(rule, 'shortDescription'), 'text'),
    help: texts.map((text) => nonBlankAt(text, 'markdown') ?? nonBlankAt(text, 'text')).find((text) => text !== null),
    helpUri: stringAt(rule, 'helpUri'),
    tags,
  };
  const isSaying = [said.name, said.help, said.helpUri, tags[0]].some((text) => text != null);
  return isSaying ? said : undefined;
}
