import { Link } from '@tanstack/react-router';
import { Check, Minus, X } from 'lucide-react';
import { type ReactNode } from 'react';
import { adviceOf } from '../gate/advice';
import { countsAllCode, type RuleAnswer, ruleAnswersOf, type RulesOfVerdict } from '../gate/rule-answers';
import { type Answer, ANSWER_WORDS, formatBound, formatRuleValue, RULE_TITLES, type RuleName } from '../gate/words';
import { classNames } from '../ui/class-names';
import { measured } from '../ui/measured';
import { ListLink, listOfRule, type ScanList } from './list-link';
import styles from './rule-list.module.css';

const ICONS = { passed: Check, violated: X, tolerated: Minus, waived: Minus } as const;

/** Causes of the numbers of rules. */
export type RuleReasons = Readonly<Partial<Record<RuleName, ReactNode>>>;

interface RuleListProps {
  readonly verdict: RulesOfVerdict;
  readonly scanId: number;
  readonly reasons?: RuleReasons | undefined;
}

/** Rules of a verdict: the number that was compared, the bound, the answer in words, and the next step where it is violated. */
export function RuleList({ verdict, scanId, reasons }: RuleListProps) {
  const { basis } = verdict;
  return (
    <ul aria-label="Rules" className={styles.rules}>
      {ruleAnswersOf(verdict).map((each) => (
        <li key={each.rule} data-rule={each.rule} data-answer={each.answer} className={styles.rule}>
          <Compared
            answer={each}
            basis={basis}
            list={listOfRule(each.rule, basis, countsAllCode(verdict))}
            scanId={scanId}
          />
          <p className={styles.bound}>{each.threshold !== null && formatBound(each.rule, each.threshold)}</p>
          {each.answer !== 'passed' && (
            <p className={styles.note}>
              {ANSWER_WORDS[each.answer]}
              {each.note !== null && ': '}
              <Note answer={each} verdict={verdict} />
            </p>
          )}
          {reasons?.[each.rule]}
          <Advice answer={each} basis={basis} />
        </li>
      ))}
    </ul>
  );
}

/** Remark of an answer; a waiver leads to its row. */
function Note({
  answer: { rule, answer, note },
  verdict,
}: {
  readonly answer: RuleAnswer;
  readonly verdict: RulesOfVerdict;
}) {
  const waived = answer === 'waived' ? verdict.waived_violations.find((each) => each.rule === rule) : undefined;
  if (waived === undefined) return note;
  return (
    <Link to="/waivers" search={{ waiver: waived.waiver_id }}>
      {note}
    </Link>
  );
}

/** Title and number of a rule; a number leads to the list that it counts. */
function Compared({
  answer: { rule, answer, actual },
  basis,
  list,
  scanId,
}: {
  readonly answer: RuleAnswer;
  readonly basis: RulesOfVerdict['basis'];
  readonly list: ScanList;
  readonly scanId: number;
}) {
  const face = (
    <>
      <p className={styles.title}>{titleOf(rule, basis)}</p>
      <p className={classNames(styles.value, styles[answer])} {...measured(rule, `scan ${scanId}`, actual)}>
        {answer !== 'skipped' && <AnswerIcon answer={answer} />}
        {formatRuleValue(rule, actual)}
      </p>
    </>
  );
  if (actual === null) return face;
  return (
    <ListLink scanId={scanId} list={list} className={styles.door}>
      {face}
    </ListLink>
  );
}

/** Title of a rule; that on coverage says of which lines. */
const titleOf = (rule: RuleAnswer['rule'], basis: RulesOfVerdict['basis']): string =>
  rule === 'new_coverage_min' && basis !== null
    ? `${RULE_TITLES[rule]} of ${basis === 'all_lines' ? 'all' : 'added'} lines`
    : RULE_TITLES[rule];

function Advice({ answer, basis }: { readonly answer: RuleAnswer; readonly basis: RulesOfVerdict['basis'] }) {
  const advice = adviceOf(answer, basis);
  return advice === null ? null : <p className={styles.advice}>{advice}</p>;
}

function AnswerIcon({ answer }: { readonly answer: Exclude<Answer, 'skipped'> }) {
  const Icon = ICONS[answer];
  return (
    <>
      <Icon aria-hidden size={15} strokeWidth={2.6} />
      {answer === 'passed' && <span className="visually-hidden">met: </span>}
    </>
  );
}
