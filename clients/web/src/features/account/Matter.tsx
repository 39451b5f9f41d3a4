import { type ReactNode, useId } from 'react';

type Props = { title: string; about?: string | undefined; id?: string; tag?: ReactNode; children: ReactNode };

/** One matter of the account: what it is beside what can be done about it. */
export function Matter({ title, about, id, tag, children }: Props) {
  const heading = useId();
  return (
    <section className="matter" id={id} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        {tag && <p>{tag}</p>}
        {about && <p>{about}</p>}
      </header>
      <div className="stack">{children}</div>
    </section>
  );
}
