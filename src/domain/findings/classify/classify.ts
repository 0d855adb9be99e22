import { type DebtKind, type Finding, type ProblemType, type Severity } from '../finding.js';
import { type Evidence } from '../readers/reported-result.js';
import { areSecretTags, SECRET_RULES } from '../secrets/secret-rules.js';
import { complexityProblem } from './complexity-grade.js';
import { COMPLEXITY_RULES, complexityIn, type ComplexityMeasure } from './complexity-rules.js';
import { areCorrectnessTags, CORRECTNESS_RULES } from './correctness-rules.js';
import { DUPLICATION_RULES } from './duplication-rules.js';
import { LAYOUT_RULES } from './layout-rules.js';
import { NAME_RULES } from './name-rules.js';
import { type ClassificationOverrides, type OverriddenRule, OverrideLookup } from './overrides.js';
import { RuleLookup } from './rule-table.js';
import { areSecurityTags, SECURITY_RULES, SECURITY_TOOLS } from './security-rules.js';
import {
  debtKindOf,
  LONG_DUPLICATE_LINES,
  SEVERITY_OF_BLANKET_LEVEL,
  SEVERITY_OF_LEVEL,
  severityOfSecurityScore,
} from './severities.js';
import { SEVERITY_RULES } from './severity-rules.js';
import { RULES_OFF_IN_TESTS } from './test-rules.js';
import { hasBlanketLevels, hasBlanketScores, knownAs } from './tool-families.js';
import { UNUSED_CODE_RULES, type UnusedKind } from './unused-code-rules.js';

export type Classification = Pick<Finding, 'severity' | 'debtKind' | 'isSecret' | 'inTests'> & {
  readonly type: ProblemType;
};

/** Parts of a result that classification reads besides the evidence. */
export type ClassifiedResult = Pick<Finding, 'tool' | 'ruleId' | 'message' | 'region'>;

export type Classifier = (result: ClassifiedResult, evidence: Evidence) => Classification | null;

/**
 * Makes the function that gives results their type, severity and debt (docs/findings-formats.md). In this order: what an
 * export of our own states; rules about complexity, unused code and duplication; a tool, rule or tag of security; errors of
 * correctness rules; else a code smell. The organization's overrides come last and win. Null means no finding: a cyclomatic
 * number of grade A or B.
 */
export function createClassifier(overrides: ClassificationOverrides): Classifier {
  const lookup = new OverrideLookup(overrides);
  const tools = new Map<string, Map<string, RuleFacts>>();
  const factsOf = ({ tool, ruleId }: ClassifiedResult): RuleFacts => {
    let rules = tools.get(tool);
    if (rules === undefined) tools.set(tool, (rules = new Map<string, RuleFacts>()));
    let facts = rules.get(ruleId);
    if (facts === undefined) rules.set(ruleId, (facts = lookUp(tool, ruleId, lookup)));
    return facts;
  };
  return (result, evidence) => {
    const facts = factsOf(result);
    const judged = withStated(withKind(judge(result, evidence, facts), evidence), evidence);
    if (judged === null) return null;
    const classification = withOverride(judged, facts.override);
    const isSecret = facts.isSecret || areSecretTags(evidence.tags);
    const inTests = evidence.stated === null ? inTestsOf(classification, isSecret, facts) : undefined;
    if (!isSecret && inTests === undefined) return classification;
    return { ...classification, ...(isSecret && { isSecret }), ...(inTests && { inTests }) };
  };
}

/** Type and severity in test and example files, where they differ from those in other files. */
function inTestsOf(
  { type, severity }: Classification,
  isSecret: boolean,
  { isOffInTests, override }: RuleFacts,
): Finding['inTests'] {
  if (isOffInTests) return { type: override.type ?? 'code_smell', severity: override.severity ?? 'info' };
  return isSecret && severity === 'critical' && override.severity === undefined
    ? { type, severity: 'high' }
    : undefined;
}

/** Facts from the tables about one rule of one tool, looked up once. */
interface RuleFacts {
  readonly complexity: ComplexityMeasure | null;
  readonly unused: UnusedKind | null;
  readonly isDuplication: boolean;
  readonly isSecurity: boolean;
  /** It finds secrets: what it flags and quotes is one. */
  readonly isSecret: boolean;
  /** A rule of security that the documents of its tool say does not apply to tests. */
  readonly isOffInTests: boolean;
  readonly isCorrectness: boolean;
  /** It finds undefined names and the like: a bug whatever the level. */
  readonly isBug: boolean;
  /** Severity of the rule, whatever its tool states; null for most. */
  readonly severity: Severity | null;
  /** True where the level says how the tool is configured, and not how bad a result is. */
  readonly hasBlanketLevel: boolean;
  /** True where the tool gives scores and tags of security to results of all kinds. */
  readonly hasBlanketScore: boolean;
  readonly override: OverriddenRule;
}

const COMPLEXITY = new RuleLookup(COMPLEXITY_RULES);
const UNUSED = new RuleLookup(UNUSED_CODE_RULES);
const DUPLICATION = new RuleLookup(DUPLICATION_RULES);
const SECURITY = new RuleLookup(SECURITY_RULES);
const CORRECTNESS = new RuleLookup(CORRECTNESS_RULES);
const SEVERITIES = new RuleLookup(SEVERITY_RULES);
const LAYOUT = new RuleLookup(LAYOUT_RULES);
const NAMES = new RuleLookup(NAME_RULES);
const SECRETS = new RuleLookup(SECRET_RULES);
const OFF_IN_TESTS = new RuleLookup(RULES_OFF_IN_TESTS);

/** Tools whose ids of these rules are like those of no other tool. */
const WITH_OWN_LAYOUT_IDS = ['flake8', 'ruff', 'rubocop', 'eslint', 'golangci-lint', 'staticcheck'];
const WITH_OWN_SECRET_IDS = ['bandit', 'flake8', 'ruff'];

/** True for a rule that finds secrets. */
export const isSecretRule = (tool: string, ruleId: string): boolean =>
  find(SECRETS, tool, ruleId, WITH_OWN_SECRET_IDS) !== null;

function lookUp(tool: string, ruleId: string, overrides: OverrideLookup): RuleFacts {
  return {
    complexity: find(COMPLEXITY, tool, ruleId),
    unused: find(UNUSED, tool, ruleId),
    isDuplication: find(DUPLICATION, tool, ruleId) !== null,
    isSecurity: isSecurityTool(tool, ruleId) || find(SECURITY, tool, ruleId) !== null,
    isSecret: isSecretRule(tool, ruleId),
    isOffInTests: find(OFF_IN_TESTS, tool, ruleId) !== null,
    isCorrectness: find(CORRECTNESS, tool, ruleId) !== null,
    isBug: find(NAMES, tool, ruleId) !== null,
    severity: find(SEVERITIES, tool, ruleId) ?? find(LAYOUT, tool, ruleId, WITH_OWN_LAYOUT_IDS),
    hasBlanketLevel: hasBlanketLevels(tool),
    hasBlanketScore: hasBlanketScores(tool),
    override: overrides.find(tool, ruleId),
  };
}

function find<Fact>(
  lookup: RuleLookup<Fact>,
  tool: string,
  ruleId: string,
  withOwnIds = lookup.toolsWithOwnIds,
): Fact | null {
  const tables = { all: lookup.tools, withOwnIds };
  for (const { family, rule } of knownAs(tool, ruleId, tables)) {
    const fact = lookup.find(family, rule);
    if (fact !== null) return fact;
  }
  return null;
}

function isSecurityTool(tool: string, ruleId: string): boolean {
  return knownAs(tool, ruleId, SECURITY_TOOL_TABLE).some(({ family }) => SECURITY_TOOLS.has(family));
}

const SECURITY_TOOL_TABLE = { all: [...SECURITY_TOOLS], withOwnIds: [] };

function judge(result: ClassifiedResult, reported: Evidence, facts: RuleFacts): Classification | null {
  const evidence = facts.hasBlanketScore ? { ...reported, securitySeverity: null, tags: [] } : reported;
  const severity = severityOf(evidence, facts);
  if (facts.complexity === 'cyclomatic') return judgeComplexity(result, evidence, severity, null);
  if (facts.complexity === 'cognitive') return judgeComplexity(result, evidence, severity, 'cognitive_complexity');
  if (facts.complexity === 'maintainability')
    return { type: 'complexity', severity, debtKind: 'maintainability_index' };
  if (facts.unused !== null) {
    return { type: 'dead_code', severity: facts.unused === 'unused_file' ? 'medium' : 'low', debtKind: facts.unused };
  }
  if (facts.isDuplication)
    return { type: 'duplication', severity: severityOfDuplicate(result, evidence), debtKind: 'duplicated_block' };
  const type = typeByNature(evidence, facts);
  return { type, severity: type === 'bug' ? atLeastMedium(severity) : severity, debtKind: 'other' };
}

const atLeastMedium = (severity: Severity): Severity =>
  severity === 'low' || severity === 'info' ? 'medium' : severity;

function typeByNature(evidence: Evidence, facts: RuleFacts): ProblemType {
  if (facts.isSecurity || facts.isSecret || evidence.securitySeverity !== null || areSecurityTags(evidence.tags))
    return 'security';
  if (facts.isBug) return 'bug';
  return isCorrectness(evidence, facts) && isError(evidence, facts) ? 'bug' : 'code_smell';
}

/** The table of a rule's severity knows the rule better than its tags. */
const isCorrectness = (evidence: Evidence, facts: RuleFacts): boolean =>
  facts.isCorrectness || (facts.severity === null && areCorrectnessTags(evidence.tags));

const isError = (evidence: Evidence, { severity }: RuleFacts): boolean =>
  severity === null ? evidence.level === 'error' || !evidence.isLevelStated : severity !== 'low' && severity !== 'info';

/**
 * By the number that the tool measured, in the grades of cyclomatic numbers; without one by the severity.
 *
 * @param debtKind null for that of the grade
 */
function judgeComplexity(
  result: ClassifiedResult,
  evidence: Evidence,
  severity: Severity,
  debtKind: DebtKind | null,
): Classification | null {
  const number = evidence.cyclomaticNumber ?? complexityIn(result.message);
  const ofSeverity = { severity, debtKind: debtKindOf('complexity', severity) };
  const problem = number === null ? ofSeverity : complexityProblem(number);
  return problem === null ? null : { type: 'complexity', ...problem, ...(debtKind !== null && { debtKind }) };
}

function severityOf(evidence: Evidence, facts: RuleFacts): Severity {
  if (facts.severity !== null) return facts.severity;
  if (evidence.securitySeverity !== null) return severityOfSecurityScore(evidence.securitySeverity);
  if (!evidence.isLevelStated && (facts.isSecret || areSecretTags(evidence.tags))) return 'critical';
  if (evidence.reportedSeverity !== null) return evidence.reportedSeverity;
  const isGrave = !facts.hasBlanketLevel || facts.isSecurity || facts.isCorrectness || facts.isBug;
  return (isGrave ? SEVERITY_OF_LEVEL : SEVERITY_OF_BLANKET_LEVEL)[evidence.level];
}

function severityOfDuplicate({ region }: ClassifiedResult, { duplicatedLines }: Evidence): Severity {
  const lines = duplicatedLines ?? (region.startLine === null ? 0 : region.endLine! - region.startLine + 1);
  return lines >= LONG_DUPLICATE_LINES ? 'high' : 'medium';
}

/** Lowers a result that its tool does not call a failure to `info`. */
function withKind(judged: Classification | null, { isFailure }: Evidence): Classification | null {
  return judged === null || isFailure ? judged : { ...judged, severity: 'info' };
}

/** Applies the classification that our own export stated, as it was decided when its findings came in. */
function withStated(judged: Classification | null, { stated }: Evidence): Classification | null {
  if (stated === null) return judged;
  const type = stated.type ?? judged?.type;
  const severity = stated.severity ?? judged?.severity;
  if (type === undefined || severity === undefined) return judged;
  const judgedKind = judged?.type === type ? judged.debtKind : debtKindOf(type, severity);
  return { type, severity, debtKind: stated.debtKind ?? judgedKind };
}

function withOverride(judged: Classification, override: OverriddenRule): Classification {
  const type = override.type ?? judged.type;
  const severity = override.severity ?? judged.severity;
  return { type, severity, debtKind: type === judged.type ? judged.debtKind : debtKindOf(type, severity) };
}
