import { linked } from '@ycyw/core/links';
import { frenchSpacing } from '@ycyw/core/spacing';
import { Fragment } from 'react';

/** What somebody wrote, with its addresses as links: nobody but the reader opens them. No line begins with what ends a sentence. */
export function Said({ text }: { text: string }) {
  return linked(text).map(({ text: words, url }, index) =>
    url ? (
      <a key={index} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {words}
      </a>
    ) : (
      <Fragment key={index}>{frenchSpacing(words)}</Fragment>
    ),
  );
}
