import { Fragment } from 'react';

/** A name or a path, which a narrow column breaks after a separator rather than inside a word. */
export const Breakable = ({ text }: { readonly text: string }) =>
  text.split(/(?<=[/_:@])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
