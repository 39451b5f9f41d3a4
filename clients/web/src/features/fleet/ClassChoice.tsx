import { VehicleClassesDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { ChoiceField } from '../../ui/Field.tsx';

type Props = { label: string; code: string; error?: string | undefined; hint?: string; none?: string; onCode: (code: string) => void };

/** One of the classes that are sold. */
export function ClassChoice({ label, code, error, hint, none, onCode }: Props) {
  const { t } = useTranslation();
  const [{ data }] = useQuery({ query: VehicleClassesDocument });
  return (
    <ChoiceField label={label} error={error} hint={hint} value={code} onText={onCode}>
      {(none !== undefined || code === '') && <option value="">{none ?? t('fleet.choose')}</option>}
      {code !== '' && !data?.vehicleClasses.some(({ id }) => id === code) && <option value={code}>{code}</option>}
      {data?.vehicleClasses.map(({ id, name }) => (
        <option key={id} value={id}>
          {id} · {name}
        </option>
      ))}
    </ChoiceField>
  );
}
