/** How a pipeline of one system asks the gate. */
export interface CiRecipe {
  readonly name: string;
  /** Where the step belongs. */
  readonly file: string;
  /** Files that tell that a repository uses the system. */
  readonly traces: readonly string[];
  readonly text: string;
}

/** The steps, as docs/ci.md shows them; `qgate` is on the PATH of the image (docs/ci.md says how it gets there). */
export const CI_RECIPES = {
  github: {
    name: 'GitHub Actions',
    file: '.github/workflows/quality-gate.yml',
    traces: ['.github/workflows'],
    text: `name: quality gate
on:
  push: { branches: [main] }
  pull_request:
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      # build and test here, so that there is a coverage report
      - run: qgate run --output table --output github=qgate-annotations.txt && cat qgate-annotations.txt
        env:
          QGATE_URL: \${{ vars.QGATE_URL }}
          QGATE_TOKEN: \${{ secrets.QGATE_TOKEN }}
`,
  },
  gitlab: {
    name: 'GitLab CI',
    file: '.gitlab-ci.yml',
    traces: ['.gitlab-ci.yml'],
    text: `quality gate:
  stage: test
  variables:
    GIT_DEPTH: "0"
  # needs: [test], so that its coverage report is there
  script:
    - qgate run --output table --output gitlab=gl-code-quality-report.json --output junit=qgate.xml
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: qgate.xml
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`,
  },
  jenkins: {
    name: 'Jenkins',
    file: 'Jenkinsfile',
    traces: ['Jenkinsfile'],
    text: `stage('Quality gate') {
  steps {
    withCredentials([string(credentialsId: 'qgate-token', variable: 'QGATE_TOKEN')]) {
      sh 'qgate run --output table --output junit=qgate.xml'
    }
  }
  post { always { junit 'qgate.xml' } }
}
`,
  },
  azure: {
    name: 'Azure Pipelines',
    file: 'azure-pipelines.yml',
    traces: ['azure-pipelines.yml'],
    text: `steps:
  - checkout: self
    fetchDepth: 0
  - script: qgate run --output table --output junit=qgate.xml
    env:
      QGATE_URL: $(QGATE_URL)
      QGATE_TOKEN: $(QGATE_TOKEN)
  - task: PublishTestResults@2
    condition: always()
    inputs:
      testResultsFiles: qgate.xml
`,
  },
  bitbucket: {
    name: 'Bitbucket Pipelines',
    file: 'bitbucket-pipelines.yml',
    traces: ['bitbucket-pipelines.yml'],
    text: `clone:
  depth: full
pipelines:
  pull-requests:
    '**':
      - step:
          name: Quality gate
          script:
            - qgate run
  branches:
    main:
      - step:
          name: Quality gate
          script:
            - qgate run
`,
  },
  circleci: {
    name: 'CircleCI',
    file: '.circleci/config.yml',
    traces: ['.circleci/config.yml'],
    text: `jobs:
  quality-gate:
    docker: [{ image: cimg/node:20.19 }]
    steps:
      - checkout
      - run: mkdir -p reports && qgate run --output table --output junit=reports/qgate.xml
      - store_test_results: { path: reports }
`,
  },
} as const satisfies Readonly<Record<string, CiRecipe>>;

export type CiSystem = keyof typeof CI_RECIPES;
