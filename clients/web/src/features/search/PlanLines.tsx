import { OfferLinesDocument, type OfferCardPartsFragment, type SearchOffersInput } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { PriceLines } from '../../ui/PriceLines.tsx';
import { Problem } from '../../ui/Problem.tsx';

type Props = { offer: OfferCardPartsFragment; ratePlan: string; input: SearchOffersInput };

/** How the car's price is made on a plan: asked for only when somebody wants to know. */
export function PlanLines({ offer, ratePlan, input }: Props) {
  const { t } = useTranslation();
  const { pickUpAt, dropOffAt, driverAge, dropOffAgency, currency } = input;
  const one: SearchOffersInput = {
    pickUpAgency: offer.pickUp.agency?.code ?? null,
    acriss: [offer.vehicleClass?.acriss.code ?? ''],
    ratePlans: [ratePlan],
    ...{ pickUpAt, dropOffAt, driverAge, dropOffAgency, currency },
  };
  const [{ data, error }, again] = useQuery({ query: OfferLinesDocument, variables: { input: one } });
  if (error) return <Problem failure={error} onRetry={again} />;
  if (!data) return <Bones widths={['100%', '100%', '60%']} />;
  const price = data.searchOffers.edges[0]?.node.price;
  return price ? <PriceLines price={price} /> : <p className="muted">{t('results.soldOutTitle')}</p>;
}
