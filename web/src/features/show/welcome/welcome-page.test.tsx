import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, never, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const scans = (...found: object[]) => answer('get', '/scans', { body: { scans: found, next_cursor: null } });

beforeEach(() => {
  answer('get', '/quality/gates/simulation-inputs', { body: { ...sampleOf('SimulationInputs'), scans: [] } });
});

describe('the way to the first verdict', () => {
  it('shows a new key once, and the command with it', async () => {
    scans();
    answer('post', '/api-keys', { status: 201, body: { ...sampleWith('CreatedApiKey', { key: 'qg_secret' }) } });
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'Create key' }));
    expect(await screen.findByRole('textbox', { name: 'Key' })).toHaveProperty('value', 'qg_secret');
    expect(screen.getByText(/QGATE_TOKEN=qg_secret/)).toBeDefined();
    expect(screen.getByText('It is shown only once. The command below has it.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Jenkins' }));
    expect(screen.getByText(/Store it as the secret QGATE_TOKEN of your pipeline/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'On this machine' }));
    expect(screen.getByText('No scan has arrived yet. This page checks for it automatically.')).toBeDefined();
  });

  it('fills the recipe of a pipeline in, and offers the steps that it uses', async () => {
    scans();
    answer('get', '/quality/gates/config', { body: { block_merge_on_fail: false } });
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'Jenkins' }));
    const text = () => screen.getByRole('region', { name: /Jenkinsfile|quality-gate.yml/ }).textContent;
    expect(text()).toContain(`QGATE_URL = '${window.location.origin}'`);
    expect(text()).toContain(`QGATE_PACKAGE = '${window.location.origin}/qgate.tgz'`);
    await waitFor(() => expect(text()).toContain('run --follow-monitor --output'));
    expect(screen.getByRole('button', { name: 'Create key' })).toBeDefined();
    expect(screen.queryByText(/QGATE_TOKEN=/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'GitHub' }));
    expect(text()).toContain(`url: '${window.location.origin}'`);
    expect(screen.getByRole('link', { name: 'trusted publishers' }).getAttribute('href')).toBe('/settings/publishers');
    expect(screen.queryByRole('button', { name: 'Create key' })).toBeNull();
  });

  it.each([
    ['GitHub', 'If the default branch is not called main, change the branch name in it.'],
    ['GitLab', ''],
    ['Jenkins', 'If the default branch is not called main, set QGATE_DEFAULT_BRANCH to its name in the pipeline.'],
    [
      'Azure',
      'If the default branch is not called main, change the branch name in it and set QGATE_DEFAULT_BRANCH to its name in the pipeline.',
    ],
  ])('says what %s needs for another default branch', async (name, step) => {
    scans();
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name }));
    expect(screen.getByText(/^Commit this file\./).textContent).toBe(['Commit this file.', step].join(' ').trim());
  });

  it('offers the presets of the policy', async () => {
    scans();
    answer('get', '/quality/gates/presets', { body: { presets: [sampleOf('Preset')], chosen: null } });
    openPage('/welcome');
    expect(await screen.findByText('There is no scan yet to try it on.')).toBeDefined();
    expect(screen.getByText(sampleOf('Preset').rules[0]!.sentence)).toBeDefined();
  });

  it('says who may create a key', async () => {
    scans();
    openPage('/welcome', rightsWithout('manage_keys'));
    const button = await screen.findByRole('button', { name: 'Create key' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('waits for the verdict of a scan that has begun', async () => {
    scans(sampleWith('Scan', { id: 5, status: 'pending' }));
    const waits = answer('get', '/quality/gates/status/:id', never);
    openPage('/welcome');
    expect(await screen.findByText(/The scan has begun/)).toBeDefined();
    expect(waits).toEqual(['/quality/gates/status/5?wait=10']);
  });

  it('ends with the verdict, and asks which source is stored', async () => {
    scans(sampleWith('Scan', { id: 5, repo_id: 7, status: 'completed', gate_status: 'failed' }));
    answer('get', '/repos', {
      body: { repos: [sampleWith('Repo', { id: 7, source_excerpts: 'none' })], next_cursor: null },
    });
    openPage('/welcome');
    expect((await screen.findByRole('link', { name: 'See why' })).getAttribute('href')).toBe('/scans/5');
    expect(await screen.findByRole('radio', { name: /^None: /, checked: true })).toBeDefined();
  });

  it('says why it cannot look', async () => {
    refuse('get', '/scans', 403, 'forbidden', 'Only readers of scans.');
    openPage('/welcome');
    expect(await screen.findByText('Only readers of scans.')).toBeDefined();
  });
});
