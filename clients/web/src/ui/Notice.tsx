import type { ReactNode } from 'react';
import { useTakenFocus } from './useTakenFocus.ts';

type Props = {
  tone?: 'info' | 'bad' | 'warn' | 'good';
  title?: string;
  children?: ReactNode;
  /** Where what had the focus is gone. */
  takesFocus?: boolean;
};

/** Bad news interrupts a screen reader; the rest waits its turn. */
export function Notice({ tone = 'info', title, children, takesFocus = false }: Props) {
  const box = useTakenFocus<HTMLDivElement>(takesFocus);
  return (
    <div ref={box} className={`notice ${tone}`} tabIndex={takesFocus ? -1 : undefined} role={tone === 'bad' ? 'alert' : 'status'}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}
