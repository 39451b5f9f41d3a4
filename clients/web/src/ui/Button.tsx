import type { ComponentProps } from 'react';

type Props = ComponentProps<'button'> & {
  tone?: 'primary' | 'quiet' | 'danger';
  wide?: boolean;
  compact?: boolean;
  /** Said instead of the label while the click is being answered; more clicks do nothing. */
  busy?: string | false;
};

export function Button({
  tone = 'primary',
  wide = false,
  compact = false,
  busy = false,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: Props) {
  const classes = ['btn', tone === 'primary' ? '' : tone, wide ? 'wide' : '', compact ? 'compact' : '', className ?? ''];
  return (
    <button
      {...rest}
      type={type}
      className={classes.filter(Boolean).join(' ')}
      aria-disabled={busy ? true : rest['aria-disabled']}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy === false ? children : busy}
    </button>
  );
}
