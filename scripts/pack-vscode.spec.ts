import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..');

describe('the extension for Visual Studio Code', () => {
  const stage = mkdtempSync(path.join(tmpdir(), 'qgate-vscode-'));
  let manifest: any;
  let code: string;
  beforeAll(() => {
    const script = path.join(ROOT, 'scripts/pack-vscode.mjs');
    execFileSync(process.execPath, [script, '--stage', stage], { stdio: 'pipe' });
    manifest = JSON.parse(readFileSync(path.join(stage, 'package.json'), 'utf8'));
    code = readFileSync(path.join(stage, 'extension.js'), 'utf8');
  });
  afterAll(() => rmSync(stage, { recursive: true, force: true }));

  it('is one file that needs nothing but the editor', () => {
    const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name!);
    const others = required.filter((name) => !isBuiltin(name));
    expect(new Set(others)).toEqual(new Set(['vscode']));
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('declares the commands and settings that it uses', () => {
    const source = readFileSync(path.join(ROOT, 'editors/vscode/extension.mjs'), 'utf8');
    const commands = [...source.matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name);
    expect(manifest.contributes.commands.map(({ command }: { command: string }) => command).sort()).toEqual(
      commands.sort(),
    );
    const settings = [...source.matchAll(/settings\.get\('([^']+)'/g)].map(([, name]) => `qgate.${name}`);
    expect(Object.keys(manifest.contributes.configuration.properties).sort()).toEqual(settings.sort());
  });

  it('runs in trusted workspaces alone, and no workspace names the program', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(false);
    for (const { scope } of Object.values<any>(manifest.contributes.configuration.properties))
      expect(scope).toBe('machine');
  });
});
