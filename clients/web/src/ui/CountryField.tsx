import { countries } from '@ycyw/core/countries';
import { useMemo } from 'react';
import { ChoiceField } from './Field.tsx';
import { useFormat } from './useFormat.ts';

type Props = { label: string; value: string; autoComplete?: string; onText: (code: string) => void };

export function CountryField({ label, value, autoComplete, onText }: Props) {
  const { country, locale } = useFormat();
  const sorted = useMemo(
    () => countries.map((code) => ({ code, name: country(code) })).sort((a, b) => a.name.localeCompare(b.name, locale)),
    [country, locale],
  );
  return (
    <ChoiceField label={label} value={value} onText={onText} autoComplete={autoComplete}>
      {sorted.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </ChoiceField>
  );
}
