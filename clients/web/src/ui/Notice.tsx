import type { ReactNode } from 'react';

type Props = { tone?: 'info' | 'bad' | 'warn' | 'good'; title?: string; children?: ReactNode };

/** Bad news interrupts a screen reader; the rest waits its turn. */
export function Notice({ tone = 'info', title, children }: Props) {
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}
