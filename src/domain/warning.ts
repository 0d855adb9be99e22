/**
 * Codes of warnings and their cases. A warning changes no status: it names things that were not counted, were assumed,
 * or deserve a look. docs/errors.md shows this table. A code is never renamed; its message may change.
 */
export const WARNING_CODES = {
  policy_file_ignored:
    "Nothing of the repository's policy file counts: it cannot be read, or the organization lets none count.",
  policy_file_looser:
    "A key of the repository's policy file is looser than the organization's policy, and does not count.",
  policy_file_key_dropped: "A key of the repository's policy file is unknown or has a value that does not fit.",
  encoding_assumed: 'The report is not valid UTF-8 and was read as windows-1252.',
  report_cut_off: 'The report ends in the middle of a file.',
  report_empty: 'The report names no file, or no line.',
  records_ignored: 'Records of the report say nothing that could be kept, and were ignored.',
  results_elsewhere: 'The report keeps results in other files, which are not read.',
  report_unnamed: 'The report names no tool and was kept beside another one that names none either.',
  tool_failed: 'The report says that its tool failed; what it would have found is unknown.',
  tool_partial: 'The report says that its tool failed, and holds some results.',
  tool_not_run: 'The report says that its tool scanned nothing.',
  tool_missing: 'Tools that reported on the base did not report here.',
  reports_owed: 'Announced reports did not come before the scan was completed.',
  code_owners_lines: 'Lines of CODEOWNERS have too many characters or wildcards, and were left out.',
  paths_dropped: 'Paths of the report lead out of the repository or are too long, and were dropped.',
  paths_ambiguous: 'Paths of the report fit several files of the repository, and count nowhere.',
  base_unknown: 'CI named no merge base, so the newest scan of the target branch was used instead.',
  no_base: 'The target branch has no completed scan that the change could be compared with.',
  inherited_untouched: 'Findings that the base does not have count as inherited, as the change left their lines alone.',
  rules_new_to_base:
    'Rules of which the base has no finding report on lines that the change left alone: they count as inherited.',
  lines_reindented:
    'Findings that the base lacks are on lines in which white space alone changed; they count as inherited.',
  coverage_fell: 'Line coverage of the whole fell against the base, by half a point or more.',
  finding_paths_unmatched: 'Findings are in files that neither the change nor the last scan names.',
  coverage_paths_unmatched: 'Paths of coverage reports match no file of the repository, or several, and count nowhere.',
  changed_file_unmatched: 'A changed file may be one that coverage reports name by a path without a place.',
  untested_files: 'Changed source files are missing from all coverage reports; the organization does not count them.',
  suppressions_added: 'The change adds directives that silence tools.',
  tools_loosened: 'The change loosens settings of tools, which look for less than on the base.',
  directives_rejected: 'Entries in reports of directives cannot be read, and do not count.',
  tests_skipped: 'Tests that ran on the base are skipped here.',
  tests_focused: 'The change adds focused tests, beside which no other test runs.',
  lines_flicker: 'Runs of the same tests on one tree cover different lines.',
  coverage_ignored_added: 'A directive of the source takes added lines out of coverage.',
  baseline_not_writable: 'The API key may not write the baseline, so the scan becomes neither a baseline nor a base.',
} as const satisfies Record<string, string>;

export type WarningCode = keyof typeof WARNING_CODES;

export interface Warning {
  readonly code: WarningCode;
  /** For people, in one sentence. */
  readonly message: string;
}

export const warningOf = (code: WarningCode, message: string): Warning => ({ code, message });
