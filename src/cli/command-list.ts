import type { CommandEntry } from './command.js';

/** The commands, in the order of the help. A new one is a file in commands/ and an entry here. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'scan this checkout, upload the results and query the gate',
    load: async () => (await import('./commands/run.js')).defineRun,
  },
  {
    name: 'local',
    summary: 'judge this checkout as the service would, without sending it',
    load: async () => (await import('./commands/local.js')).defineLocal,
  },
  {
    name: 'fix',
    summary: 'apply the fixes that tools offer, and keep those that solve their problem',
    load: async () => (await import('./commands/fix.js')).defineFix,
  },
  {
    name: 'suggest',
    summary: 'offer the fixes of a run as suggestions on its pull request',
    load: async () => (await import('./commands/suggest.js')).defineSuggest,
  },
  {
    name: 'analyze',
    summary: 'run the analyzers and write their reports, without sending anything',
    load: async () => (await import('./commands/analyze.js')).defineAnalyze,
  },
  {
    name: 'upload',
    summary: 'send reports from several jobs to one scan',
    subcommands: [
      {
        name: 'coverage',
        summary: 'send coverage reports',
        load: async () => (await import('./commands/upload.js')).defineUploadCoverage,
      },
      {
        name: 'findings',
        summary: 'send findings reports',
        load: async () => (await import('./commands/upload.js')).defineUploadFindings,
      },
      {
        name: 'tests',
        summary: 'send test results',
        load: async () => (await import('./commands/upload.js')).defineUploadTests,
      },
    ],
  },
  {
    name: 'complete',
    summary: 'complete the scan of this build and exit with the code of its verdict',
    load: async () => (await import('./commands/complete.js')).defineComplete,
  },
  {
    name: 'wait',
    summary: "wait for a scan's verdict and exit with its code",
    load: async () => (await import('./commands/verdicts.js')).defineWait,
  },
  {
    name: 'status',
    summary: 'show the current verdict of a scan, a branch, a pull request or a commit, and exit with its code',
    load: async () => (await import('./commands/verdicts.js')).defineStatus,
  },
  {
    name: 'evaluate',
    summary: 'judge a scan again under the current policy or a draft, without storing it',
    load: async () => (await import('./commands/verdicts.js')).defineEvaluate,
  },
  {
    name: 'recompute',
    summary: 'judge a scan again under the current policy, store the verdict and exit with its code',
    load: async () => (await import('./commands/verdicts.js')).defineRecompute,
  },
  {
    name: 'policy',
    summary: "the organization's policy, and the repository's own file",
    subcommands: [
      {
        name: 'get',
        summary: 'print the policy and its switches',
        load: async () => (await import('./commands/policy.js')).definePolicyGet,
      },
      {
        name: 'set',
        summary: 'change the policy',
        load: async () => (await import('./commands/policy.js')).definePolicySet,
      },
      {
        name: 'unset',
        summary: "remove a repository's policy, so that it follows its organization again",
        load: async () => (await import('./commands/policy.js')).definePolicyUnset,
      },
      {
        name: 'validate',
        summary: "check a policy file offline; by default the repository's own",
        load: async () => (await import('./commands/policy-validate.js')).definePolicyValidate,
      },
    ],
  },
  {
    name: 'waiver',
    summary: 'tolerate violations of one rule for a limited time',
    subcommands: [
      {
        name: 'list',
        summary: 'list the waivers in force',
        load: async () => (await import('./commands/waiver.js')).defineWaiverList,
      },
      {
        name: 'create',
        summary: 'waive a rule',
        load: async () => (await import('./commands/waiver.js')).defineWaiverCreate,
      },
      {
        name: 'revoke',
        summary: 'end a waiver',
        load: async () => (await import('./commands/waiver.js')).defineWaiverRevoke,
      },
    ],
  },
  {
    name: 'baseline',
    summary: 'rebuild the baseline of inherited problems',
    subcommands: [
      {
        name: 'rebuild',
        summary: 'clear the baseline; the next scan of the default branch establishes it again',
        load: async () => (await import('./commands/baseline.js')).defineBaselineRebuild,
      },
      {
        name: 'undo',
        summary: 'undo a rebuild',
        load: async () => (await import('./commands/baseline.js')).defineBaselineUndo,
      },
    ],
  },
  {
    name: 'mark-fp',
    summary: 'mark a finding as a false positive, or remove the mark',
    load: async () => (await import('./commands/mark-fp.js')).defineMarkFp,
  },
  {
    name: 'accept',
    summary: 'accept a finding for a limited time, or withdraw the acceptance',
    load: async () => (await import('./commands/accept.js')).defineAccept,
  },
  {
    name: 'init',
    summary: 'write qgate.yml, a policy file and the pipeline of your CI system',
    load: async () => (await import('./commands/init.js')).defineInit,
  },
  {
    name: 'import',
    summary: 'propose a policy and settings from the configuration of another product',
    subcommands: [
      {
        name: 'sonar',
        summary: "from a project's quality gate and exclusions in SonarQube",
        load: async () => (await import('./commands/import-sonar.js')).defineImportSonar,
      },
      {
        name: 'codecov',
        summary: 'from the targets and ignored paths of codecov.yml',
        load: async () => (await import('./commands/import-codecov.js')).defineImportCodecov,
      },
    ],
  },
  {
    name: 'mcp',
    summary: 'serve the tools of the gate to an agent or editor, over standard input and output',
    load: async () => (await import('./commands/mcp.js')).defineMcp,
  },
  {
    name: 'lsp',
    summary: 'serve the verdict on the working tree to an editor, as a language server',
    load: async () => (await import('./commands/lsp.js')).defineLsp,
  },
  {
    name: 'agent-hook',
    summary: 'tell a coding agent, when it stops, what would still fail',
    load: async () => (await import('./commands/agent-hook.js')).defineAgentHook,
  },
  {
    name: 'hook',
    summary: 'ask the gate before git pushes or commits',
    subcommands: [
      {
        name: 'install',
        summary: 'write the git hook; an existing hook is kept',
        load: async () => (await import('./commands/hook.js')).defineHookInstall,
      },
      {
        name: 'run',
        summary: 'judge what git is about to push or commit; the hook calls it',
        load: async () => (await import('./commands/hook.js')).defineHookRun,
      },
    ],
  },
  {
    name: 'doctor',
    summary: 'check what a run needs: git, the change, the service, the token, the reports',
    load: async () => (await import('./commands/doctor.js')).defineDoctor,
  },
  {
    name: 'login',
    summary: 'sign in on this machine, so that no token is needed',
    load: async () => (await import('./commands/login.js')).defineLogin,
  },
  {
    name: 'logout',
    summary: 'sign out on this machine and at the service',
    load: async () => (await import('./commands/login.js')).defineLogout,
  },
  {
    name: 'completion',
    summary: 'print the completion script for bash, zsh or fish',
    load: async () => {
      const { defineCompletion } = await import('./commands/completion.js');
      return (command) => defineCompletion(command, COMMANDS);
    },
  },
];
