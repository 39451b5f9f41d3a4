import { useId } from 'react';

type Props = { label: string; value: number; most: number; said: string; spoken: string; onValue: (value: number) => void };

/** How full it is: a bar in as many pieces as it has steps, up to eight; the whole of it is a slider. */
export function Gauge({ label, value, most, said, spoken, onValue }: Props) {
  const id = useId();
  const pieces = Math.min(most, 8);
  return (
    <div className="field gauge">
      <label htmlFor={id}>
        {label} <output htmlFor={id}>{said}</output>
      </label>
      <div className={value / most <= 0.25 ? 'bar low' : 'bar'}>
        {Array.from({ length: pieces }, (_, piece) => (
          <span
            key={piece}
            style={{ backgroundSize: `${String(Math.max(0, Math.min(1, (value / most) * pieces - piece)) * 100)}% 100%` }}
          />
        ))}
        <input
          id={id}
          type="range"
          min={0}
          max={most}
          value={value}
          aria-valuetext={spoken}
          onChange={({ target }) => {
            onValue(Number(target.value));
          }}
        />
      </div>
    </div>
  );
}
