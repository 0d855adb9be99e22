/**
 * Evidence for an inherited finding: the pass that paired it with an earlier one, or, at the end, why one that nothing
 * recognizes is inherited all the same. docs/new-code.md explains each.
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
  'kept_line',
  'same_hunk',
  'untouched',
  'tool_changed',
  'same_text',
  'same_declaration',
  'on_target',
] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];
