import { bodyShape } from '@ycyw/core/bodyShape';
import { silhouettes } from './silhouettes.ts';

/** Says nothing to a screen reader: the words beside it do. */
export function Silhouette({ acriss }: { acriss: string }) {
  return (
    <svg className="silhouette" viewBox="0 0 240 96" aria-hidden="true">
      <path d={silhouettes[bodyShape(acriss)]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
