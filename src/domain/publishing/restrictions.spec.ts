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
    ['custom', {}, { baseline: true, untrusted: false, branch: null }],
  ] as const)('of %s with %j', (kind, token, expected) => {
    expect(restrictionsOf(kind, token)).toEqual(expected);
  });
});
