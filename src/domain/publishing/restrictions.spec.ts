import { restrictionsOf } from './restrictions.js';

const push = { ref: 'refs/heads/main', event_name: 'push' };
const pipeline = { project_id: '22', ref: 'main', ref_type: 'branch', ref_protected: 'true', pipeline_source: 'push' };

describe('restrictions of a run', () => {
  it.each([
    ['github', push, { baseline: true, untrusted: false, branch: 'main' }],
    ['github', { ref: push.ref }, { baseline: true, untrusted: false, branch: 'main' }],
    ['github', { ...push, event_name: 'workflow_run' }, { baseline: false, untrusted: false, branch: 'main' }],
    ['github', { event_name: 'push' }, { baseline: false, untrusted: false, branch: null }],
    ['github', { ...push, ref: 'refs/tags/v1' }, { baseline: false, untrusted: false, branch: null }],
    ['gitlab', pipeline, { baseline: true, untrusted: false, branch: 'main' }],
    ['gitlab', { ...pipeline, job_project_id: 22 }, { baseline: true, untrusted: false, branch: 'main' }],
    ['gitlab', { ...pipeline, job_project_id: '23' }, { baseline: false, untrusted: true, branch: 'main' }],
    ['gitlab', { ...pipeline, ref_protected: true }, { baseline: false, untrusted: false, branch: 'main' }],
    ['gitlab', { ...pipeline, ref_type: 'tag' }, { baseline: false, untrusted: false, branch: null }],
    [
      'gitlab',
      { ...pipeline, pipeline_source: 'merge_request_event' },
      { baseline: false, untrusted: false, branch: null },
    ],
    [
      'gitlab',
      { ...pipeline, ref_path: 'refs/merge-requests/7/head' },
      { baseline: false, untrusted: false, branch: null },
    ],
    ...[
      {},
      push,
      { ...push, event_name: 'workflow_dispatch', repository: 'acme/web', head_repository: '' },
      { ...push, repository: 'acme/web', head_repository: 'Acme/web' },
      { project_id: 7, job_project_id: '7', pipeline_source: 'push' },
    ].map((token) => ['custom', token, { baseline: true, untrusted: false, branch: null }] as const),
    ...[
      { event_name: 'pull_request', ref: 'refs/heads/main' },
      { event_name: 'issue_comment' },
      { ref: 'refs/pull/7/merge' },
      { pipeline_source: 'merge_request_event' },
      { ref_path: 'refs/merge-requests/7/head' },
    ].map((token) => ['custom', token, { baseline: false, untrusted: false, branch: null }] as const),
    ...[
      { event_name: 'pull_request', repository: 'acme/web', head_repository: 'jane/web' },
      { repository_id: 7, head_repository_id: '8' },
      { head_repository: 'jane/web' },
      { project_id: '7', job_project_id: '8' },
    ].map((token) => ['custom', token, { baseline: false, untrusted: true, branch: null }] as const),
  ] as const)('of %s with %j', (kind, token, expected) => {
    expect(restrictionsOf(kind, token)).toEqual(expected);
  });
});
