import ReactMarkdown, { type Components } from 'react-markdown';
import styles from './finding-help.module.css';

/** Nothing is fetched from elsewhere to show a text: an image becomes its words. */
const COMPONENTS: Components = {
  img: ({ alt }) => <>{alt}</>,
  a: ({ href, children }) =>
    href && /^https?:/i.test(href) ? (
      <a href={href} rel="noreferrer noopener" target="_blank">
        {children}
      </a>
    ) : (
      <>{children}</>
    ),
};

/** Markdown of a report, without its HTML. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={styles.markdown}>
      <ReactMarkdown skipHtml components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
