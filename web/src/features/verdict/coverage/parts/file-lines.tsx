import { type Ref } from 'react';
import { CodeLines, type LineFacts } from '../../../../verdict/code/code-lines';
import { coverageFacts } from '../../../../verdict/code/coverage-facts';
import { type SourceLine } from '../../../../verdict/code/source.queries';
import { type FileCoverage } from '../coverage.queries';

interface FileLinesProps {
  readonly file: FileCoverage;
  readonly lines: readonly SourceLine[];
  readonly addressOf?: LineFacts['addressOf'];
  readonly ref?: Ref<HTMLOListElement>;
}

/** Lines of a file beside their hits. */
export function FileLines({ file, lines, addressOf, ref }: FileLinesProps) {
  const facts = { ...coverageFacts(file), ...(addressOf && { addressOf }) };
  const rows = lines.map((line) => ({ ...line, to: line.n }));
  return <CodeLines ref={ref} isWhole label="Source" path={file.file_path} rows={rows} lines={lines} facts={facts} />;
}
