import { Notice } from '../../../../ui/notice';
import table from '../../../../ui/table.module.css';
import { type ForgeTest } from '../forges.queries';
import { CHECK_WORDS } from '../messages';

/** Results of a test, in one sentence and part by part. */
export function CheckTable({ test: { ok, checks } }: { readonly test: ForgeTest }) {
  return (
    <>
      <Notice tone={ok ? 'info' : 'failure'} role="status">
        {ok ? 'Everything that was checked works.' : 'Something must be fixed first.'}
      </Notice>
      <table aria-label="Checks" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Result</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.name}>
              <th scope="row">{CHECK_WORDS[check.name]}</th>
              <td data-label="Result">{check.ok ? 'works' : 'fails'}</td>
              <td>{check.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
