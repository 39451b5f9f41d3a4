import { type AgencyPlaceFragment, FindAgenciesDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useEffect, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components/ComboBox';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useQuery } from 'urql';
import { useFormat } from './useFormat.ts';
import './agencyField.css';
import { beginsLike, type Place } from './place.ts';
import { useHere } from './useHere.ts';

type Props = {
  label: string;
  hint: string;
  placeholder: string;
  place: Place | null;
  error: string | undefined;
  /** Whether a country or the surroundings do too. */
  wide?: boolean;
  onPick: (place: Place | null) => void;
};

type Choice = { id: string; name: string; note: string; code?: string; place: Place | 'here' };

const debounce = 180;

const whyNot = (failure: CombinedError) => (readRefusal(failure).code === 'OFFLINE' ? 'problem.offlineTitle' : 'problem.internalTitle');

/** Finds an agency by city, name or code while typing; where `wide`, also a whole country, or what is around. */
export function AgencyField({ label, hint, placeholder, place, error, wide = false, onPick }: Props) {
  const { t } = useTranslation();
  const { country } = useFormat();
  const here = useHere((near) => {
    onPick({ near });
  });
  const nameOf = (each: Place | null) =>
    each === null ? '' : 'agency' in each ? each.agency.name : 'country' in each ? country(each.country) : t('search.aroundMe');
  const name = nameOf(place);
  const [typed, setTyped] = useState(name);
  const [asked, setAsked] = useState('');
  const [active, setActive] = useState(false);
  const [shown, setShown] = useState(name);
  if (shown !== name) {
    setShown(name);
    setTyped(name);
  }

  const wanted = typed === name ? '' : typed.trim();
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
  const agencies = data?.agencies.edges.map((edge) => edge.node) ?? [];
  const choices = agencies.map((agency) => agencyChoice(agency, country));
  if (wide) choices.unshift(...wideChoices());

  function wideChoices(): Choice[] {
    if (asked === '') return [{ id: 'here', name: t('search.aroundMe'), note: t('search.aroundMeHint'), place: 'here' }];
    const named = [...new Set(agencies.map((agency) => agency.country))].filter((code) => beginsLike(country(code), asked));
    return named.map((code) => ({
      id: `country ${code}`,
      name: t('search.everywhere', { country: country(code) }),
      note: t('search.everywhereHint'),
      place: { country: code },
    }));
  }

  const note =
    place && 'agency' in place
      ? `${place.agency.code} · ${place.agency.city}`
      : place
        ? t('near' in place ? 'search.aroundMeHint' : 'search.everyAgency')
        : hint;
  const trouble = here.state === 'refused' || here.state === 'unknown' ? t(`search.here.${here.state}`) : error;
  return (
    <ComboBox
      className="agency-field"
      items={choices}
      inputValue={typed}
      onInputChange={(text) => {
        setTyped(text);
        here.forget();
        if (text === '' && place) onPick(null);
      }}
      value={place && 'agency' in place ? place.agency.code : null}
      onChange={(key) => {
        const picked = choices.find(({ id }) => id === key);
        if (!picked) return;
        if (picked.place === 'here') {
          here.ask();
          return;
        }
        setTyped(picked.name);
        onPick(picked.place);
      }}
      onFocus={() => {
        setActive(true);
      }}
      onBlur={() => {
        setTyped(name);
      }}
      defaultFilter={() => true}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="focus"
      isInvalid={Boolean(trouble)}
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
      <Text slot="description" className={trouble ? 'error' : undefined}>
        {here.state === 'asking' ? t('search.here.asking') : (trouble ?? note)}
      </Text>
      <span className="hidden" role="status">
        {here.state !== 'idle' && t(`search.here.${here.state}`)}
      </span>
      <Popover className="agency-list" offset={38} crossOffset={-16}>
        <ListBox<Choice> renderEmptyState={() => <p>{nothing}</p>}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={choice.code ? undefined : 'wide'}>
              <strong>{choice.name}</strong> {choice.code && <kbd>{choice.code}</kbd>}
              <small>{choice.note}</small>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

const agencyChoice = (agency: AgencyPlaceFragment, country: (code: string) => string): Choice => ({
  id: agency.code,
  name: agency.name,
  note: `${agency.city}, ${country(agency.country)}`,
  code: agency.code,
  place: { agency },
});
