import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AgencyReviewsPage, ClassReviewsPage } from '../features/reviews/ReviewsPage.tsx';
import { Words } from '../ui/Words.tsx';
import { Loading } from './Loading.tsx';

const agency = getRouteApi('/agencies/$code');
const vehicleClass = getRouteApi('/classes/$acriss');

export function AgencyReviewsRoute(): ReactElement {
  const { code } = agency.useParams();
  return (
    <Words of="rental" waiting={<Loading />}>
      <AgencyReviewsPage key={code} code={code} />
    </Words>
  );
}

export function ClassReviewsRoute(): ReactElement {
  const { acriss } = vehicleClass.useParams();
  return (
    <Words of="rental" waiting={<Loading />}>
      <ClassReviewsPage key={acriss} acriss={acriss} />
    </Words>
  );
}
