/** Fields that are read from the event file of a GitHub workflow run. */
export interface GitHubEvent {
  readonly repository?: { readonly default_branch?: string; readonly full_name?: string };
  readonly pull_request?: {
    readonly number?: number;
    readonly title?: string;
    readonly html_url?: string;
    readonly user?: { readonly login?: string };
    readonly base?: { readonly ref?: string; readonly sha?: string };
    readonly head?: {
      readonly sha?: string;
      readonly ref?: string;
      readonly label?: string;
      /** Null where the fork is gone. */
      readonly repo?: { readonly full_name?: string } | null;
    };
  };
  readonly merge_group?: { readonly head_ref?: string; readonly base_ref?: string; readonly base_sha?: string };
}
