import { Check } from '../../../../ui/check';
import { SelectField } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { type ReportOptions } from '../forges.queries';
import { COMMENT_WORDS } from '../messages';

interface ReportFieldsProps {
  readonly report: ReportOptions;
  readonly onChange: (report: ReportOptions) => void;
}

const PARTS = {
  status: 'a status on the commit',
  check: 'a check or report with every rule, if the forge supports one',
  annotations: 'new findings on their lines',
} as const;

/** Choice of the parts of a verdict that the forge shows. */
export function ReportFields({ report, onChange }: ReportFieldsProps) {
  return (
    <>
      <fieldset className={form.checks}>
        <legend>The forge shows</legend>
        {Object.entries(PARTS).map(([part, words]) => (
          <Check
            key={part}
            label={words}
            isChecked={report[part as keyof typeof PARTS]}
            onChange={(isShown) => onChange({ ...report, [part]: isShown })}
          />
        ))}
      </fieldset>
      <SelectField
        label="On the pull request"
        value={report.comment}
        onChange={(event) => onChange({ ...report, comment: event.target.value as ReportOptions['comment'] })}
      >
        {Object.entries(COMMENT_WORDS).map(([comment, words]) => (
          <option key={comment} value={comment}>
            {words}
          </option>
        ))}
      </SelectField>
    </>
  );
}
