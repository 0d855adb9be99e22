/**
 * Claims of the identity token that GitHub or GitLab issues to a job, by the variables that the job has: as documented by GitHub, and
 * as in GitLab's `Gitlab::Ci::JwtV2`.
 */
export function claimsOf(env: Readonly<NodeJS.ProcessEnv>): Readonly<Record<string, string>> {
  if (env.GITHUB_ACTIONS !== undefined)
    return {
      event_name: env.GITHUB_EVENT_NAME!,
      ref: env.GITHUB_REF!,
      ref_type: 'branch',
      sha: env.GITHUB_SHA!,
      head_ref: env.GITHUB_HEAD_REF ?? '',
      base_ref: env.GITHUB_BASE_REF ?? '',
    };
  // of a merge request, its source
  const branch = env.CI_MERGE_REQUEST_SOURCE_BRANCH_NAME ?? env.CI_COMMIT_REF_NAME!;
  return {
    pipeline_source: env.CI_PIPELINE_SOURCE!,
    ref: branch,
    ref_type: 'branch',
    ref_path: `refs/heads/${branch}`,
    ref_protected: 'true',
    sha: env.CI_COMMIT_SHA ?? '',
  };
}
