import { Ago } from '../../../../ui/ago';
import { formatCount } from '../../../../ui/format';
import { Panel } from '../../../../ui/panel';
import { EmptyState } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { TextBlock } from '../../../../ui/text-block';
import { attemptWords, headerLines } from '../messages';
import { type DeliveryAttempt } from '../webhooks.queries';

/** Attempts of a delivery, the newest last, each with the answer that it got. */
export function AttemptTable({ attempts }: { readonly attempts: readonly DeliveryAttempt[] }) {
  if (attempts.length === 0)
    return (
      <Panel>
        <EmptyState title="Nothing has been sent yet" />
      </Panel>
    );
  return (
    <Panel isFlush>
      <table aria-label="Attempts" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">Result</th>
            <th scope="col" className={table.number}>
              Duration
            </th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt, at) => (
            <tr key={attempt.at}>
              <th scope="row">
                {at + 1} · <Ago at={attempt.at} />
              </th>
              <td data-label="Result">{attemptWords(attempt)}</td>
              <td data-label="Duration" className={table.number}>
                {formatCount(attempt.duration_ms)} ms
              </td>
              <td>
                <Answer attempt={attempt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Answer({ attempt: { status, response_headers, response_body } }: { readonly attempt: DeliveryAttempt }) {
  if (response_headers === null) return <>{status === null ? 'no answer' : 'not kept'}</>;
  return (
    <details>
      <summary>Headers and body</summary>
      <TextBlock label="Response headers">{headerLines(response_headers)}</TextBlock>
      <TextBlock label="Response body">
        {response_body === null || response_body === '' ? 'The response had no body.' : response_body}
      </TextBlock>
    </details>
  );
}
