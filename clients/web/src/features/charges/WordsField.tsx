import { useId } from 'react';

type Props = { label: string; hint?: string; value: string; onText: (text: string) => void };

/** A few sentences. */
export function WordsField({ label, hint, value, onText }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={4}
        maxLength={2000}
        required
        value={value}
        aria-describedby={hint ? `${id}-note` : undefined}
        onChange={(event) => {
          onText(event.target.value);
        }}
      />
      {hint && (
        <span className="hint" id={`${id}-note`}>
          {hint}
        </span>
      )}
    </div>
  );
}
