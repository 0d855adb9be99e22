import { Check, Minus, X } from 'lucide-react';
import { type RuleAnswer } from '../gate/rule-answers';
import { type Answer, ANSWER_WORDS, formatBound, formatRuleValue, RULE_TITLES } from '../gate/words';
import { classNames } from '../ui/class-names';
import styles from './rule-list.module.css';

const ICONS = { passed: Check, violated: X, tolerated: Minus, waived: Minus } as const;

/** Rules of a verdict: the number that was compared, the bound, and the answer in words. */
export function RuleList({ answers }: { readonly answers: readonly RuleAnswer[] }) {
  return (
    <ul aria-label="Rules" className={styles.rules}>
      {answers.map((each) => (
        <li key={each.rule} data-rule={each.rule} data-answer={each.answer} className={styles.rule}>
          <p className={styles.title}>{RULE_TITLES[each.rule]}</p>
          <p className={classNames(styles.value, styles[each.answer])}>
            {each.answer !== 'skipped' && <AnswerIcon answer={each.answer} />}
            {formatRuleValue(each.rule, each.actual)}
          </p>
          <p className={styles.bound}>{each.threshold !== null && formatBound(each.rule, each.threshold)}</p>
          {each.answer !== 'passed' && (
            <p className={styles.note}>
              {ANSWER_WORDS[each.answer]}
              {each.note !== null && `: ${each.note}`}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
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
