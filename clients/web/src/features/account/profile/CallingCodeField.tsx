import { countries } from '@ycyw/core/countries';
import { callingCode } from '@ycyw/core/phone';
import { ChoiceField } from '../../../ui/Field.tsx';
import { useFormat } from '../../../ui/useFormat.ts';

type Props = { label: string; value: string; onText: (country: string) => void };

export function CallingCodeField({ label, value, onText }: Props) {
  const { country, locale } = useFormat();
  const sorted = countries.map((code) => ({ code, name: country(code) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  return (
    <ChoiceField label={label} value={value} onText={onText} autoComplete="tel-country-code">
      {sorted.map(({ code, name }) => (
        <option key={code} value={code}>
          {`${name} +${callingCode(code)}`}
        </option>
      ))}
    </ChoiceField>
  );
}
