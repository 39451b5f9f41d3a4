import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

type Frame = { label: string; hint?: string | undefined; error?: string | null | undefined };

function FieldFrame({ id, label, hint, error, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && !error && (
        <span className="hint" id={`${id}-note`}>
          {hint}
        </span>
      )}
      {error && (
        <span className="error" id={`${id}-note`}>
          {error}
        </span>
      )}
    </div>
  );
}

type TextProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & { onText: (text: string) => void };

export function TextField({ label, hint, error, onText, className = '', ...rest }: TextProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        className={`input ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
        onChange={(event) => {
          onText(event.target.value);
        }}
      />
    </FieldFrame>
  );
}

type ChoiceProps = Frame & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> & { onText: (text: string) => void };

export function ChoiceField({ label, hint, error, onText, children, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
        onChange={(event) => {
          onText(event.target.value);
        }}
      >
        {children}
      </select>
    </FieldFrame>
  );
}
