import { COLUMN_UNITS, type FixEdit } from '../../../../domain/findings/fix.js';
import type { StoredFix } from '../../../../domain/source/stored-fix.js';
import { QueryText } from '../../../../platform/validation/query-fields.js';
import type { FixesOfTool } from '../source.repository.js';

/** A file of a scan. */
export class FixesQueryDto {
  /** Path of the file in the repository. */
  @QueryText(1_000)
  path!: string;
}

/** A replaced part of a file, its end excluded. A part in offsets has no lines, and one in lines no offsets. */
export class FixEditDto {
  /** Replacement text. */
  text!: string;
  /** Unit of `start` and `end`, or of the columns. @example "utf16" */
  unit!: (typeof COLUMN_UNITS)[number];
  /** Offset in the file, from 0. */
  start!: number | null;
  end!: number | null;
  start_line!: number | null;
  /** From 1; null: the start of the line. */
  start_column!: number | null;
  end_line!: number | null;
  /** Null: the end of the line, with its line end. A column past the end of the line means its end. */
  end_column!: number | null;
}

/** A fix that a tool offers for a finding. */
export class FixDto {
  rule_id!: string;
  /** Place of the finding. */
  line!: number;
  column!: number | null;
  /** As the tool describes it. */
  description!: string | null;
  /** Edits of the text of the file as it was scanned; they do not overlap. */
  edits!: FixEditDto[];
}

/** The fixes of a tool. */
export class ToolFixesDto {
  tool!: string;
  fixes!: FixDto[];
}

/** Stored fixes of a file. */
export class FixesDto {
  path!: string;
  tools!: ToolFixesDto[];
}

export const toFixesDto = (path: string, found: readonly FixesOfTool[]): FixesDto => ({
  path,
  tools: found.map(({ tool, fixes }) => ({ tool, fixes: fixes.map(toFixDto) })),
});

export const toFixDto = ({ ruleId, line, column, description, edits }: StoredFix): FixDto => ({
  ...{ rule_id: ruleId, line, column, description },
  edits: edits.map(toEditDto),
});

const toEditDto = ({ span, text }: FixEdit): FixEditDto =>
  span.unit === 'offsets'
    ? {
        ...{ text, unit: 'utf16', start: span.start, end: span.end },
        ...{ start_line: null, start_column: null, end_line: null, end_column: null },
      }
    : {
        ...{ text, unit: span.unit, start: null, end: null },
        ...{ start_line: span.startLine, start_column: span.startColumn },
        ...{ end_line: span.endLine, end_column: span.endColumn },
      };
