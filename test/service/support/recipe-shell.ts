import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { CI_RECIPES, type CiSystem } from '../../../src/domain/recipes/ci-recipes.js';

const ROOT = path.join(__dirname, '../../..');

/**
 * Shell script of a recipe: the lines that its system runs, the additions to their environment, and the files kept
 * afterwards.
 */
export interface RecipeShell {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly keeps: readonly string[];
}

/** Variables that people set in a CI system for a recipe. */
export type Variables = Readonly<Record<string, string>>;

export const readRecipeText = (system: CiSystem): string =>
  readFileSync(path.join(ROOT, 'recipes', CI_RECIPES[system].source), 'utf8');

/** The repository's own composite action. */
export const ACTION = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));

const READERS: Readonly<Record<CiSystem, (text: string, variables: Variables) => RecipeShell>> = {
  github: (text, variables) => {
    const { steps } = parse(text).jobs.gate;
    const own = steps.find(({ uses }: any) => uses.startsWith('acme/quality-gate@'));
    // The service's own package would fetch its dependencies from the registry.
    const given = fill(own.with, { vars: variables, secrets: variables });
    return readAction({ ...given, package: variables.QGATE_PACKAGE! });
  },
  gitlab: (text) => {
    const { script, variables, artifacts } = parse(text)['quality gate'];
    return { script: script.join('\n'), env: variables, keeps: Object.values(artifacts.reports) };
  },
  jenkins: (text) => ({
    script: /^ +sh '''\n([^]+?)^ +'''$/m.exec(text)![1]!,
    env: {},
    keeps: [/^ +junit '(.+)'$/m.exec(text)![1]!],
  }),
  azure: (text, variables) => {
    const { steps } = parse(text);
    const { script, env } = steps.find((step: any) => 'script' in step);
    const { inputs } = steps.find(({ task }: any) => task === 'PublishTestResults@2');
    return { script, env: fillAzure(env, variables), keeps: [inputs.testResultsFiles] };
  },
  bitbucket: (text) => {
    const { pipelines } = parse(text, { merge: true });
    const [step] = [...pipelines['pull-requests']['**'], ...pipelines.branches.main].map((each: any) => each.step);
    // Bitbucket looks for test results in folders of this name by itself.
    return { script: step.script.join('\n'), env: {}, keeps: ['test-results/qgate.xml'] };
  },
  circleci: (text) => {
    const { steps } = parse(text).jobs['quality-gate'];
    const stored = steps.find((step: any) => step.store_test_results).store_test_results.path;
    return { script: steps.find((step: any) => step.run).run, env: {}, keeps: [`${stored}/qgate.xml`] };
  },
};

export const readRecipeShell = (system: CiSystem, variables: Variables): RecipeShell =>
  READERS[system](readRecipeText(system), variables);

/** The steps of the action under the given inputs, one after another. */
export function readAction(given: Readonly<Record<string, string>>): RecipeShell {
  const defaults = Object.entries<any>(ACTION.inputs).map(([name, input]) => [name, input.default ?? '']);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const steps = ACTION.runs.steps.filter((step: any) => step.run !== undefined);
  return {
    script: steps.map(({ run }: any) => `(${run})`).join('\n'),
    env: Object.assign({}, ...steps.map(({ env = {} }: any) => fill(env, { inputs }))),
    keeps: [],
  };
}

type Contexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** GitHub's `${{ context.name }}`; what is not set is empty there. */
function fill(values: Readonly<Record<string, string>>, contexts: Contexts): Record<string, string> {
  const filled = Object.entries(values).map(([key, value]) => [
    key,
    value.replace(/\$\{\{ (\w+)\.([\w-]+) \}\}/g, (_all, context: string, name: string) => {
      if (contexts[context] === undefined) throw new Error(`unknown context ${context}`);
      return contexts[context][name] ?? '';
    }),
  ]);
  return Object.fromEntries(filled) as Record<string, string>;
}

/** Azure's `$(NAME)`; what is not set stays as it is written there. */
function fillAzure(values: Readonly<Record<string, string>>, variables: Variables): Record<string, string> {
  const filled = Object.entries(values).map(([key, value]) => [
    key,
    value.replace(/\$\((\w+)\)/g, (all, name: string) => variables[name] ?? all),
  ]);
  return Object.fromEntries(filled) as Record<string, string>;
}
