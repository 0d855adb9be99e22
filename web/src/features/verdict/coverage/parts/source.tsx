import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../../../api/problem';
import { countOf, formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { type Checkout, fileAt, linesOf } from '../checkout';
import { type FileCoverage } from '../coverage.queries';
import { FileLines } from './file-lines';

interface SourceProps {
  readonly file: FileCoverage;
  readonly checkout: Checkout;
}

/** Source of the reader's checkout beside the hits of each line; it is read in the browser and sent nowhere. */
export function Source({ file, checkout }: SourceProps) {
  const found = fileAt(checkout, file.file_path);
  const { data: text, error } = useQuery({
    queryKey: ['checkout', file.file_path, found?.lastModified],
    queryFn: () => found!.text(),
    enabled: found !== null,
    retry: false,
  });
  if (found === null)
    return (
      <Notice tone="warning" role="status">
        The chosen folder has no <code>{file.file_path}</code>. Choose the repository&apos;s own folder.
      </Notice>
    );
  if (error)
    return (
      <Notice tone="failure" role="alert">
        The browser cannot read <code>{file.file_path}</code>: {problemOf(error).detail}
      </Notice>
    );
  if (text === undefined) return null;
  return <SourceText file={file} text={text} advice="Check out the commit of the scan." />;
}

interface SourceTextProps {
  readonly file: FileCoverage;
  readonly text: string;
  /** Sentence for a reader whose text is of another version. */
  readonly advice: string;
}

/** A text beside the hits of each line, unless it is too short to be the reported one. */
export function SourceText({ file, text, advice }: SourceTextProps) {
  const lines = linesOf(text);
  const last = file.lines.at(-1)?.[0] ?? 0;
  if (lines.length < last)
    return (
      <Notice tone="warning" role="status">
        This is another version of <code>{file.file_path}</code>: it has {countOf(lines.length, 'line')}, but the report
        has one for line {formatCount(last)}. {advice}
      </Notice>
    );
  const numbered = lines.map((line, at) => ({ n: at + 1, text: line }));
  return <FileLines file={file} lines={numbered} />;
}
