import { type ClassWordsFragment, VehicleClassesDocument } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Silhouette } from '../../../ui/Silhouette.tsx';
import { AddClass } from './AddClass.tsx';
import { ChangeClass } from './ChangeClass.tsx';
import './classes.css';

/** What is sold, smallest first. */
export function ClassesPage({ role }: { role: Role }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [{ data, error, fetching }, again] = useQuery({ query: VehicleClassesDocument, requestPolicy: 'cache-and-network' });
  const classes = data?.vehicleClasses;
  return (
    <>
      <div className="head">
        <PageTitle title={t('fleet.classes')}>{t('fleet.classes')}</PageTitle>
        {role === 'ADMIN' && !adding && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAdding(true);
            }}
          >
            {t('fleet.newClass.open')}
          </Button>
        )}
      </div>
      {adding && (
        <AddClass
          onLeave={() => {
            setAdding(false);
          }}
        />
      )}
      {!classes && fetching && <Bones widths={['100%', '100%', '100%']} height={64} />}
      {error && !classes && <Problem failure={error} onRetry={again} />}
      {classes?.length === 0 && <Empty title={t('fleet.noClassesTitle')} text={t('fleet.noClasses')} />}
      {classes && classes.length > 0 && (
        <ul className="classes">
          {classes.map((each) => (
            <ClassRow key={each.id} vehicleClass={each} manages={role !== 'AGENT'} />
          ))}
        </ul>
      )}
    </>
  );
}

function ClassRow({ vehicleClass, manages }: { vehicleClass: ClassWordsFragment; manages: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { acriss, name, exampleModel, seats, doors, bags } = vehicleClass;
  return (
    <li>
      <Silhouette acriss={acriss.code} />
      <span className="facts">
        <span className="row">
          <b className="plate">{acriss.code}</b>
          <strong>{name}</strong>
        </span>
        <span className="small">
          {exampleModel} · {t('fleet.sizes', { seats, doors, bags })}
        </span>
        <span className="small muted">
          {acriss.category} · {acriss.type} · {acriss.transmission} · {acriss.fuelAndAir}
        </span>
      </span>
      {manages && !open && (
        <Button
          tone="quiet"
          compact
          aria-label={t('fleet.changeNamed', { name: acriss.code })}
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('fleet.change')}
        </Button>
      )}
      {open && (
        <ChangeClass
          vehicleClass={vehicleClass}
          onDone={() => {
            setOpen(false);
          }}
        />
      )}
    </li>
  );
}
