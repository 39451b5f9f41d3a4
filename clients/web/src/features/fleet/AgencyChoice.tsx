import { WorkplaceDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { ChoiceField } from '../../ui/Field.tsx';
import { AgencyField } from '../../ui/AgencyField.tsx';
import { useAgency } from '../search/useAgency.ts';

type Props = {
  label: string;
  code: string | undefined;
  error?: string | undefined;
  hint?: string;
  /** Said for none, where none may be chosen. */
  none?: string;
  /** Whether any agency will do, not only those where the person works. */
  anywhere?: boolean;
  onCode: (code: string | undefined) => void;
};

/** One agency: of the few where the person works, or found by typing. */
export function AgencyChoice({ label, code, error, hint, none, anywhere = false, onCode }: Props) {
  const { t } = useTranslation();
  const [{ data }] = useQuery({ query: WorkplaceDocument, pause: anywhere });
  const few = anywhere ? null : data?.me?.account?.workplace?.agencies;
  const agency = useAgency(few ? undefined : code);
  if (few)
    return (
      <ChoiceField
        label={label}
        hint={hint}
        error={error}
        value={code ?? ''}
        onText={(text) => {
          onCode(text || undefined);
        }}
      >
        <option value="">{none ?? t('fleet.choose')}</option>
        {few.map((each) => (
          <option key={each.code} value={each.code}>
            {each.code} · {each.name}
          </option>
        ))}
      </ChoiceField>
    );
  return (
    <div className="agency-choice">
      <AgencyField
        label={label}
        hint={hint ?? none ?? ''}
        placeholder={t('search.agencyPlaceholder')}
        place={agency && { agency }}
        error={error}
        onPick={(place) => {
          onCode(place && 'agency' in place ? place.agency.code : undefined);
        }}
      />
    </div>
  );
}
