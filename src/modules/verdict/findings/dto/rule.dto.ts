import type { RuleHelp } from '../../../../domain/findings/rule-help.js';
import type { FoundHelp } from '../storage/rule-help.repository.js';

/** Texts of a tool about one of its rules. */
export class RuleDto {
  /** Null if the report names none. @example "Command built from user-controlled sources" */
  name!: string | null;
  /** Markdown, or plain text; at most 4,000 characters. */
  help!: string | null;
  /** An address with `http` or `https`. */
  help_uri!: string | null;
  /** CWE numbers of weaknesses, ascending. @example [78] */
  cwe!: number[];
  /** Categories of the OWASP Top Ten. @example ["A03:2021"] */
  owasp!: string[];
}

/** Texts of a tool about a rule of which a list has findings. */
export class ListedRuleDto extends RuleDto {
  tool!: string;
  rule_id!: string;
}

/** @param cwe weaknesses that a finding of the rule names */
export const toRuleDto = (help: RuleHelp | null, cwe: readonly number[] = []): RuleDto => ({
  name: help?.name ?? null,
  help: help?.help ?? null,
  help_uri: help?.helpUri ?? null,
  cwe: [...new Set([...(help?.cwe ?? []), ...cwe])].sort((one, other) => one - other),
  owasp: [...(help?.owasp ?? [])],
});

export const toListedRuleDto = ({ tool, ruleId, ...help }: FoundHelp): ListedRuleDto => ({
  ...{ tool, rule_id: ruleId },
  ...toRuleDto(help),
});
