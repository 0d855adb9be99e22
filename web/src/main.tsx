import './styles/tokens.css';
import './styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/problem';
import { createQueryClient } from './api/query-client';
import { createAppRouter } from './router';
import { restoreRows } from './shell/rows';

const queryClient = createQueryClient();

/** Reports faults of the pages; a refused request is there already, and the page says it in words. */
function reportCaught(error: unknown): void {
  if (!(error instanceof Problem)) reportError(error);
}

restoreRows();
void import('./shell/keep-focus').then(({ keepFocus }) => keepFocus());
createRoot(document.getElementById('root')!, { onCaughtError: reportCaught }).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={createAppRouter(queryClient)} />
    </QueryClientProvider>
  </StrictMode>,
);
