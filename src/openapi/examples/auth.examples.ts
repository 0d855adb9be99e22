import { example, type OperationExamples } from './operation-examples.js';

export const AUTH_EXAMPLES = {
  login: {
    request: {
      person: example('Email address and password', {
        email: 'admin@quality-gate.local',
        password: 'the password that the first start printed',
      }),
      page: example('From a web page, which needs no tokens', {
        email: 'admin@quality-gate.local',
        password: 'the password that the first start printed',
        tokens: false,
      }),
    },
  },
  createApiKey: {
    request: {
      pipeline: example('For a pipeline', {
        name: 'ci of acme/web',
        scopes: ['read:scans', 'write:scans'],
        expires_in_days: 365,
      }),
    },
  },
} as const satisfies Record<string, OperationExamples>;
