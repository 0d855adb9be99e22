import { lazy, Suspense, useState } from 'react';
import { Skeleton } from '../../../../ui/states';
import { Excerpt } from '../../../../verdict/code/excerpt-on-demand';
import { type ScanSummary } from '../../scan/scan.queries';
import { type Issue, type IssuePlace } from '../findings.queries';
import { linesAtForge } from '../lines-at-forge';
import styles from './finding-detail.module.css';
import { placeOf } from './finding-face';
import helpStyles from './finding-help.module.css';

/** Fetched with the first help that is opened. */
const Markdown = lazy(() => import('./markdown').then((part) => ({ default: part.Markdown })));

interface ExplanationProps {
  readonly issue: Pick<Issue, 'rule' | 'related' | 'code_flows'>;
  readonly page: ScanSummary;
}

/** Texts of the tool about a finding beside its message: the rule, related places, and the ways of the program to it. */
export function Explanation({ issue: { rule, related, code_flows }, page }: ExplanationProps) {
  const names = [...rule.cwe.map((number) => `CWE-${number}`), ...rule.owasp.map((category) => `OWASP ${category}`)];
  return (
    <>
      {rule.name !== null && <dd>{rule.name}</dd>}
      {names.length > 0 && <dd className={styles.quiet}>{names.join(', ')}</dd>}
      {rule.help !== null && (
        <dd>
          <details className={helpStyles.help}>
            <summary>What the tool says</summary>
            <Suspense fallback={<Skeleton heights={[80]} />}>
              <Markdown text={rule.help} />
            </Suspense>
          </details>
        </dd>
      )}
      {rule.help_uri !== null && (
        <dd>
          <a href={rule.help_uri} rel="noreferrer noopener" target="_blank">
            About this rule
          </a>
        </dd>
      )}
      {related.length > 0 && (
        <>
          <dt>Related places</dt>
          <dd>
            <ul aria-label="Related places" className={helpStyles.places}>
              {related.map((place, at) => (
                <li key={at}>
                  <Step place={place} page={page} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {code_flows.map((flow, at) => (
        <Flow key={at} label={code_flows.length === 1 ? 'Code flow' : `Code flow ${at + 1}`} flow={flow} page={page} />
      ))}
    </>
  );
}

interface FlowProps {
  readonly label: string;
  readonly flow: readonly IssuePlace[];
  readonly page: ScanSummary;
}

/** Steps by their numbers; the arrows, Home and End move among them, and the lines of the active one are below. */
function Flow({ label, flow, page }: FlowProps) {
  const [active, setActive] = useState<number | null>(null);
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <ol
          aria-label={label}
          className={helpStyles.steps}
          onKeyDown={(event) => {
            const next = NEXT_STEP[event.key]?.(active ?? 0, flow.length - 1);
            if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            (event.currentTarget.children[next] as HTMLElement).focus();
          }}
        >
          {flow.map((place, at) => (
            <li
              key={at}
              tabIndex={at === (active ?? 0) ? 0 : -1}
              aria-current={at === active ? 'step' : undefined}
              onFocus={() => setActive(at)}
            >
              <Step place={place} page={page} />
            </li>
          ))}
        </ol>
        {active !== null && page.repo.source_excerpts !== 'none' && (
          <StepCode flow={flow} active={flow[active]!} page={page} />
        )}
      </dd>
    </>
  );
}

interface StepCodeProps {
  readonly flow: readonly IssuePlace[];
  readonly active: IssuePlace;
  readonly page: ScanSummary;
}

/** Lines around a step, with the numbers of all steps that are among them. */
function StepCode({ flow, active: { path, line }, page }: StepCodeProps) {
  if (path === null || line === null) return null;
  const notes = new Map<number, string>();
  flow.forEach((step, at) => {
    if (step.path !== path || step.line === null) return;
    const words = [at + 1, step.message].filter((part) => part !== null).join(' · ');
    const before = notes.get(step.line);
    notes.set(step.line, before === undefined ? words : `${before}; ${words}`);
  });
  return (
    <Excerpt
      key={`${path}:${line}`}
      isStored
      scanId={page.scan.id}
      path={path}
      places={[[line, line]]}
      facts={{ isMarked: (each) => each === line, notes, addressOf: linesAtForge(page, path) }}
    />
  );
}

const NEXT_STEP: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

function Step({ place, page }: { readonly place: IssuePlace; readonly page: ScanSummary }) {
  const { path, line, message } = place;
  const words = path === null ? null : <code>{placeOf(place)}</code>;
  const href = path === null ? null : linesAtForge(page, path)(line ?? 1);
  return (
    <>
      {href === null ? words : <a href={href}>{words}</a>}
      {message !== null && <span className={styles.quiet}> {message}</span>}
    </>
  );
}
