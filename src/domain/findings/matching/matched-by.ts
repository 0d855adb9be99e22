/**
 * How a finding was recognized as an earlier one: the pass that paired them, strongest evidence first. docs/new-code.md
 * explains each.
 */
export const MATCHED_BY = [
  'file_level',
  'unchanged',
  'context_before',
  'context_after',
  'line_in_scope',
  'moved_in_file',
  'reflowed',
  'renamed_file',
  'line_in_file',
  'line_nearby',
  'same_shape',
  'reworded',
  'edited_line',
  'similar_line',
  'moved_across_files',
  'same_sequence',
  'same_message',
  'message_nearby',
  'moved_block',
  'untouched_line',
] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];
