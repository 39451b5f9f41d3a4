import type { ReactNode } from 'react';
import { PageTitle } from './PageTitle.tsx';
import { silhouettes } from './silhouettes.ts';

type Props = { title: string; text: string; children?: ReactNode; /** Where this is all there is to the page. */ page?: boolean };

/** Nothing to show, drawn: an outlined car that is not there. */
export function Empty({ title, text, children, page = false }: Props) {
  return (
    <div className="state">
      <svg viewBox="-2 -2 244 100" aria-hidden="true">
        <path d={silhouettes.hatchback} fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="5 5" />
      </svg>
      {page ? <PageTitle title={title}>{title}</PageTitle> : <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  );
}
