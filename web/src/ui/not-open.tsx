import { Notice } from './notice';
import { PageHeader, useTitle } from './page-header';

/** A page that is not open to the person: its name, and who may see it. */
export function NotOpen({ title, who }: { readonly title: string; readonly who: string }) {
  useTitle(title);
  return (
    <>
      <PageHeader title={title} />
      <Notice>{who}</Notice>
    </>
  );
}
