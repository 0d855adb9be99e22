import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent } from 'react';
import { Button } from '../../../../ui/button';
import { Field } from '../../../../ui/field';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { Skeleton } from '../../../../ui/states';
import { useMe } from '../../../people/session/session.queries';
import { type ScanSummary } from '../../scan/scan.queries';
import { type FileCoverage } from '../coverage.queries';
import { type ForgeReading } from '../forge-reading';
import { SourceFault, type SourceRequest, sourceRequest } from '../forge-source';
import { sourceQuery } from '../forge-source.queries';
import { SourceText } from './source';

interface ForgeSourceProps {
  readonly page: ScanSummary;
  readonly file: FileCoverage;
  readonly forge: ForgeReading;
}

/** Source as the repository's forge has it at the scan's commit, where pages may fetch it there; it is fetched on request. */
export function ForgeSource({ page: { scan, repo }, file, forge }: ForgeSourceProps) {
  const { source_origins: origins } = useMe();
  const at = scan.commit_sha === null ? null : { sha: scan.commit_sha, path: file.file_path };
  const request = at && sourceRequest(repo.forge, at, forge.token, origins);
  if (!request) return null;
  const byToken = sourceRequest(repo.forge, at, forge.token ?? '', origins);
  return forge.isWanted ? (
    <Fetched request={request} file={file} forge={forge} tokenHost={byToken && new URL(byToken.url).host} />
  ) : (
    <div>
      <Button onClick={forge.begin}>Show source from {new URL(request.url).host}</Button>
    </div>
  );
}

interface FetchedProps extends Omit<ForgeSourceProps, 'page'> {
  readonly request: SourceRequest;
  /** Host that takes a token; null where the service did not open it. */
  readonly tokenHost: string | null;
}

function Fetched({ request, file, forge, tokenHost }: FetchedProps) {
  const { data: text, error, refetch } = useQuery(sourceQuery(request));
  if (error)
    return (
      <>
        <Notice tone="warning" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
          {error instanceof SourceFault ? error.message : `${request.url} cannot be read.`}
        </Notice>
        {tokenHost !== null && <TokenForm host={tokenHost} onToken={forge.useToken} />}
      </>
    );
  if (text === undefined) return <Skeleton heights={[120]} />;
  return <SourceText file={file} text={text} advice="The forge has a different file at this commit." />;
}

interface TokenFormProps {
  readonly host: string;
  readonly onToken: (token: string) => void;
}

function TokenForm({ host, onToken }: TokenFormProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token !== '') onToken(token);
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <Field
        label={`Your token for ${host}`}
        name="token"
        type="password"
        autoComplete="off"
        required
        hint="For repositories that are not public. It is sent only there, and forgotten when you leave this page."
      />
      <div className={form.actions}>
        <Button type="submit">Use token</Button>
      </div>
    </form>
  );
}
