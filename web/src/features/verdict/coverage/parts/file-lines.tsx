import { type Ref } from 'react';
import { CodeLines, type LineFacts } from '../../../../verdict/code/code-lines';
import { coverageFacts } from '../../../../verdict/code/coverage-facts';
import { type SourceLine } from '../../../../verdict/code/source.queries';
import { type FileCoverage } from '../coverage.queries';

interface FileLinesProps {
  readonly file: FileCoverage;
  readonly lines: readonly SourceLine[];
  /** Beside those of its coverage. */
  readonly facts?: Pick<LineFacts, 'addressOf' | 'removed'>;
  readonly ref?: Ref<HTMLOListElement>;
}

/** Lines of a file beside their hits. */
export function FileLines({ file, lines, facts, ref }: FileLinesProps) {
  const rows = lines.map((line) => ({ ...line, to: line.n }));
  const all = { ...coverageFacts(file), ...facts };
  return <CodeLines ref={ref} isWhole label="Source" path={file.file_path} rows={rows} lines={lines} facts={all} />;
}
