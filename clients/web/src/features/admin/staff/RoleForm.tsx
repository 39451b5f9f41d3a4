import { problemsOf } from '@ycyw/core/fieldProblem';
import { AssignRoleDocument, type Region, type Role } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { ChoiceField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { AgencyPicker } from './AgencyPicker.tsx';
import type { StaffPartsFragment as Person } from '@ycyw/core/generated/graphql';

type Props = { person: Person; onAssigned: (changed: Person) => void; onLeave: () => void };

const roles: Role[] = ['CUSTOMER', 'PARTNER', 'AGENT', 'MANAGER', 'ADMIN'];
const regions: Region[] = ['EU', 'UK', 'US'];

/** What a person may do, and where. */
export function RoleForm({ person, onAssigned, onLeave }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, assign] = useMutation(AssignRoleDocument);
  const place = person.account?.workplace;
  const [role, setRole] = useState<Role>(person.role);
  const [region, setRegion] = useState<Region>(place?.region ?? person.account?.region ?? 'EU');
  const [bound, setBound] = useState(Boolean(place?.agencies));
  const [agencies, setAgencies] = useState<readonly string[]>(place?.agencies?.map((each) => each.code) ?? []);
  const placed = role === 'AGENT' || role === 'MANAGER';
  const send = async () => {
    const where = placed ? { region, agencies: bound ? [...agencies] : null } : {};
    const { data } = await assign({ input: { userId: person.id, role, ...where } });
    if (data) onAssigned(data.assignRole);
  };
  const problem = placed && bound && agencies.length === 0 ? 'noAgency' : undefined;
  const { form, errorOf } = useCheckedForm(problemsOf({ agencies: problem }), () => void send());
  return (
    <form {...form} className="stack sheet" aria-label={t('staff.changeNamed', { name: person.displayName })}>
      <div className="pair">
        <ChoiceField
          autoFocus
          label={t('staff.role')}
          hint={t(`role.about.${role}`)}
          value={role}
          onText={(text) => {
            setRole(roles.find((each) => each === text) ?? role);
          }}
        >
          {roles.map((each) => (
            <option key={each} value={each}>
              {t(`role.${each}`)}
            </option>
          ))}
        </ChoiceField>
        {placed && (
          <ChoiceField
            label={t('staff.region')}
            value={region}
            onText={(text) => {
              setRegion(regions.find((each) => each === text) ?? region);
            }}
          >
            {regions.map((each) => (
              <option key={each} value={each}>
                {t(`region.${each}`)}
              </option>
            ))}
          </ChoiceField>
        )}
      </div>
      {placed && (
        <fieldset className="bare">
          <legend>{t('staff.where')}</legend>
          {([false, true] as const).map((each) => (
            <label key={String(each)} className="check">
              <input
                type="radio"
                name={`where-${person.id}`}
                checked={bound === each}
                onChange={() => {
                  setBound(each);
                }}
              />
              <span>{each ? t('staff.someAgencies') : t('staff.allAgencies')}</span>
            </label>
          ))}
        </fieldset>
      )}
      {placed && bound && <AgencyPicker codes={agencies} error={errorOf('agencies')} onChange={setAgencies} />}
      <p className="small muted">{t('staff.signsOut')}</p>
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
