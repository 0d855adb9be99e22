import { type ComponentProps, lazy, Suspense } from 'react';
import { Skeleton } from '../../ui/states';
import { EXCERPT_HEIGHT } from './code-rows';

const Fetched = lazy(() => import('./excerpt').then((part) => ({ default: part.Excerpt })));

/** An excerpt whose script is fetched with the first one, for pages that mostly have none. */
export function Excerpt(props: ComponentProps<typeof Fetched>) {
  return (
    <Suspense fallback={<Skeleton heights={[EXCERPT_HEIGHT]} />}>
      <Fetched {...props} />
    </Suspense>
  );
}
