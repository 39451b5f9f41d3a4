import { type AgencyPlaceFragment, FindAgenciesDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useEffect, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components/ComboBox';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useQuery } from 'urql';
import { useFormat } from '../../ui/useFormat.ts';
import './agencyField.css';

type Props = {
  label: string;
  hint: string;
  placeholder: string;
  agency: AgencyPlaceFragment | null;
  error: string | undefined;
  onPick: (agency: AgencyPlaceFragment | null) => void;
};

const debounce = 180;

const whyNot = (failure: CombinedError) => (readRefusal(failure).code === 'OFFLINE' ? 'problem.offlineTitle' : 'problem.internalTitle');

/** Finds an agency by city, name or code while typing. */
export function AgencyField({ label, hint, placeholder, agency, error, onPick }: Props) {
  const { t } = useTranslation();
  const { country } = useFormat();
  const [typed, setTyped] = useState(agency?.name ?? '');
  const [asked, setAsked] = useState('');
  const [active, setActive] = useState(false);
  const [shown, setShown] = useState(agency?.code);
  if (shown !== agency?.code) {
    setShown(agency?.code);
    setTyped(agency?.name ?? '');
  }

  const wanted = typed === agency?.name ? '' : typed.trim();
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(wanted);
    }, debounce);
    return () => {
      clearTimeout(timer);
    };
  }, [wanted]);

  const [{ data, error: failure, fetching }] = useQuery({
    query: FindAgenciesDocument,
    variables: { text: asked || null, first: 8 },
    pause: !active,
  });
  const nothing = fetching || asked !== wanted ? t('search.searching') : failure ? t(whyNot(failure)) : t('search.noAgency');
  const found = data?.agencies.edges.map((edge) => edge.node) ?? [];

  return (
    <ComboBox
      className="agency-field"
      items={found}
      inputValue={typed}
      onInputChange={(text) => {
        setTyped(text);
        if (text === '' && agency) onPick(null);
      }}
      value={agency?.code ?? null}
      onChange={(key) => {
        const picked = found.find((place) => place.code === key);
        if (!picked) return;
        setTyped(picked.name);
        onPick(picked);
      }}
      onFocus={() => {
        setActive(true);
      }}
      onBlur={() => {
        setTyped(agency?.name ?? '');
      }}
      defaultFilter={() => true}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="focus"
      isInvalid={Boolean(error)}
    >
      <Label>{label}</Label>
      <div className="entry">
        <Input
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onFocus={(event) => {
            event.target.select();
          }}
        />
      </div>
      <Text slot="description" className={error ? 'error' : undefined}>
        {error ?? (agency ? `${agency.code} · ${agency.city}` : hint)}
      </Text>
      <Popover className="agency-list" offset={38} crossOffset={-16}>
        <ListBox<AgencyPlaceFragment> renderEmptyState={() => <p>{nothing}</p>}>
          {(place) => (
            <ListBoxItem id={place.code} textValue={place.name}>
              <strong>{place.name}</strong> <kbd>{place.code}</kbd>
              <small>
                {place.city}, {country(place.country)}
              </small>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
