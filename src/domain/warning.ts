/**
 * Codes of warnings and their cases. A warning changes no status: it names things that were not counted, were assumed,
 * or deserve a look. docs/errors.md shows this table. A code is never renamed; its message may change.
 */
export const WARNING_CODES = {
  policy_file_ignored:
    "The repository's policy file was ignored: it cannot be read, or the organization does not allow policy files.",
  policy_file_looser: "A key of the repository's policy file is looser than the organization's policy and was ignored.",
  policy_file_key_dropped: "A key of the repository's policy file is unknown or has an invalid value.",
  encoding_assumed: 'The report is not valid UTF-8 and was read as windows-1252.',
  report_cut_off: 'The report ends in the middle of a file.',
  report_empty: 'The report contains no files or no lines.',
  records_ignored: 'Records in the report contain no usable data and were ignored.',
  results_elsewhere: 'The report refers to results in other files, which are not read.',
  report_unnamed: 'The report names no tool and was stored in addition to another one without a tool.',
  tool_failed: 'The report says that its tool failed, so its findings are unknown.',
  tool_partial: 'The report says that its tool failed, but contains some results.',
  tool_not_run: 'The report says that its tool scanned nothing.',
  tool_missing: 'Tools that reported on the base did not report here.',
  reports_owed: 'Announced reports were not uploaded before the scan was completed.',
  code_owners_lines: 'Lines of CODEOWNERS have too many characters or wildcards and were skipped.',
  paths_dropped: 'Paths in the report lead outside the repository or are too long, and were dropped.',
  paths_ambiguous: 'Paths in the report match several files in the repository and were ignored.',
  base_unknown: 'CI named no merge base, so the newest scan of the target branch was used instead.',
  no_base: 'The target branch has no completed scan to compare the change with.',
  inherited_untouched:
    'Findings that are not on the base count as inherited, because the change did not touch their lines.',
  rules_new_to_base:
    'Rules without findings on the base report lines that the change did not touch. These findings count as inherited.',
  lines_reindented:
    'Findings are not on the base, but only white space changed on their lines. They count as inherited.',
  coverage_fell: 'Overall line coverage is lower than on the base by at least half a percentage point.',
  finding_paths_unmatched: 'Findings are in files that are neither in the change nor in the last scan.',
  coverage_paths_unmatched: 'Coverage report paths match no file in the repository, or several, and were ignored.',
  changed_file_unmatched: 'A changed file may correspond to a coverage report path that matches no file.',
  untested_files: 'Changed source files are missing from all coverage reports; the organization does not count them.',
  suppressions_added: 'The change adds directives that silence tools.',
  tools_loosened: 'The change loosens tool settings, so tools check less than on the base.',
  directives_rejected: 'Entries in directive reports cannot be read and were ignored.',
  tests_skipped: 'Tests that ran on the base are skipped here.',
  tests_focused: 'The change adds focused tests, which prevent other tests from running.',
  lines_flicker: 'Runs of the same tests on the same tree cover different lines.',
  coverage_ignored_added: 'A directive in the source code excludes added lines from coverage.',
  baseline_not_writable: 'The API key may not write the baseline, so the scan does not become a baseline or a base.',
} as const satisfies Record<string, string>;

export type WarningCode = keyof typeof WARNING_CODES;

export interface Warning {
  readonly code: WarningCode;
  /** For people, in one sentence. */
  readonly message: string;
}

export const warningOf = (code: WarningCode, message: string): Warning => ({ code, message });
