import { weaknessesIn } from './classify/weaknesses.js';
import { cleanLabel, cleanMessage } from './readers/clean-text.js';
import { blankMessage } from './secrets/blank-text.js';

/** Texts of a tool about one of its rules. */
export interface RuleHelp {
  readonly name: string | null;
  /** Markdown or plain text. */
  readonly help: string | null;
  /** An address of the web. */
  readonly helpUri: string | null;
  /** CWE numbers of weaknesses, ascending. */
  readonly cwe: readonly number[];
  /** Categories of the OWASP Top Ten, such as `A03:2021`. */
  readonly owasp: readonly string[];
}

/** A rule of a tool, with its help. */
export interface RuleOfTool extends RuleHelp {
  readonly ruleId: string;
}

/** Rules of one tool whose help is kept of a report: results may name any number of rules. */
export const MAX_RULES = 2_000;

export const RULE_LIMITS = { name: 300, help: 4_000, helpUri: 2_000, owasp: 20 } as const;

/** Texts about a rule as a report writes them: they may be of any length, and quote secrets. */
export interface WrittenHelp {
  readonly name?: string | null | undefined;
  readonly help?: string | null | undefined;
  readonly helpUri?: string | null | undefined;
  readonly tags?: readonly string[];
}

/** A finding whose rule is explained. */
interface Explained {
  readonly rule?: WrittenHelp | undefined;
  /** True where the rule finds secrets. */
  readonly isSecret?: boolean | undefined;
}

/** Help for a finding's rule as it is kept and shown, without secrets; undefined where the report says nothing of the rule. */
export function helpOf({ rule, isSecret = false }: Explained): RuleHelp | undefined {
  const found = rule && toRuleHelp(rule);
  return (
    found && {
      ...found,
      name: found.name && blankMessage(found.name, isSecret),
      help: found.help && blankMessage(found.help, isSecret),
      helpUri: found.helpUri && blankMessage(found.helpUri, false),
    }
  );
}

/** Clean texts within their limits. */
function toRuleHelp({ name = null, help = null, helpUri = null, tags = [] }: WrittenHelp): RuleHelp | undefined {
  const lowered = tags.map((tag) => tag.toLowerCase());
  const found: RuleHelp = {
    name: cleanLabel(name, RULE_LIMITS.name),
    help: help === null ? null : cleanMessage(help.replaceAll('\r\n', '\n').trim(), RULE_LIMITS.help) || null,
    helpUri: helpUri === null ? null : webAddress(helpUri),
    cwe: weaknessesIn(lowered) ?? [],
    owasp: categoriesIn(lowered),
  };
  const isEmpty = found.name === null && found.help === null && found.helpUri === null;
  return isEmpty && found.cwe.length + found.owasp.length === 0 ? undefined : found;
}

/** An address that a reader may follow; null for any other, and for one with a user or a password. */
function webAddress(written: string): string | null {
  const text = written.trim();
  if (text.length > RULE_LIMITS.helpUri || !URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  const isOfWeb = protocol === 'https:' || protocol === 'http:';
  return isOfWeb && username === '' && password === '' ? href : null;
}

/** Longer tags are texts, in which nothing is looked for. */
const MAX_TAG = 200;
/** A category in a tag: `owasp-a03:2021 - injection`, `external/owasp/owasp-a03-2021`, `owasp a1`. */
const CATEGORY = /owasp.*?(?<![a-z0-9])(a\d{1,2})(?:[:_\-/ ]?(20\d\d))?(?![a-z0-9])/;

function categoriesIn(tags: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const tag of tags) {
    const [, category, year] = (tag.length <= MAX_TAG ? CATEGORY.exec(tag) : null) ?? [];
    if (category !== undefined) found.add(category.toUpperCase() + (year === undefined ? '' : `:${year}`));
  }
  return [...found].sort().slice(0, RULE_LIMITS.owasp);
}
