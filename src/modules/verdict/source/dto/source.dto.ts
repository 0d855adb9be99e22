import { IsOptional } from 'class-validator';
import type { NumberedLine, SourceRefusal } from '../../../../domain/source/stored-source.js';
import type { MediaType } from '../../../../platform/openapi/document-types.js';
import { QueryInteger, QueryText } from '../../../../platform/validation/query-fields.js';

/** Lines of one answer. */
export const MAX_LINES = 500;
const MAX_LINE = 2 ** 31 - 1;

/** Lines of a file. */
export class SourceQueryDto {
  /** Path of the file in the repository. */
  @QueryText(1_000)
  path!: string;

  /** Default: 1. */
  @IsOptional()
  @QueryInteger(1, MAX_LINE)
  from = 1;

  /** Default: 500 lines starting at `from`, which is the maximum. */
  @IsOptional()
  @QueryInteger(1, MAX_LINE)
  to?: number;
}

/** A line of source. */
export class SourceLineDto {
  n!: number;
  text!: string;
}

/** Stored lines of a file; those that are not stored are left out. */
export class SourceDto {
  path!: string;
  from!: number;
  to!: number;
  lines!: SourceLineDto[];
  /** True if the whole file is stored. */
  whole!: boolean;
}

/** A file that was not stored. */
export class RefusedSourceDto {
  path!: string;
  /** `whole_file`: the repository only allows the lines around findings. */
  code!: 'too_large' | 'not_text' | 'invalid_path' | 'invalid_ranges' | 'whole_file';
}

/** Summary of stored source text. */
export class SourceTakenDto {
  /** Number of files that were stored. */
  files!: number;
  /** Size of their text in bytes. */
  bytes!: number;
  /** Lines in which secrets were masked. */
  blanked!: number;
  refused!: RefusedSourceDto[];
}

/** The form of files. */
export const SOURCE_FORM: Readonly<Record<string, MediaType>> = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      properties: {
        file: {
          type: 'array',
          items: { type: 'string', format: 'binary' },
          description: "Text of a file in UTF-8, at most 1 MiB. The part's file name is the path in the repository.",
        },
        ranges: {
          type: 'string',
          description:
            'JSON: for each path, `[[from, to], ...]`, the lines contained in its text; omitted for a whole file.',
        },
      },
      required: ['file'],
    },
  },
};

export const toSourceDto = (
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
  { lines, isWhole }: { readonly lines: readonly NumberedLine[]; readonly isWhole: boolean },
): SourceDto => ({ path, from, to, lines: lines.map(({ n, text }) => ({ n, text })), whole: isWhole });

export interface Refused {
  readonly path: string;
  readonly code: SourceRefusal;
}

/** Names of files and bytes of their text. */
export class SourceFiguresDto {
  files!: number;
  bytes!: number;
}

/** Stored source text that each lower choice of a repository deletes. */
export class SourceLoweringDto {
  none!: SourceFiguresDto;
  findings!: SourceFiguresDto;
}
