import { v7 as uuidv7 } from 'uuid';
import { openAgency, type House, type Place } from './agency.ts';
import { offerFor } from './rental.ts';

/*
 * One stay, worked out by hand: CDAV (compact, automatic), prepaid, Friday 10 July 2026 10:00 to Monday 13 July 10:00 at the
 * airport, booked on 1 June (39 days ahead: no lead factor), driver of 23, zero excess and a child seat.
 *
 * The list (data/rates.json, extras.json): CDAV 49.30 a day; a hub 1.05; July 1.3; Friday and Saturday 1.06.
 *   Friday, Saturday  49.30 × 1.05 × 1.3 × 1.06 = 71.33217        Sunday  49.30 × 1.05 × 1.3 = 67.2945
 *   zero excess 18.00 a day, child seat 9.50 a day
 * Then the market's list factor, and its currency's rounding, half up to the cent; fees stand in the market's file.
 *
 * Taxes: the rental's two lines share one rounding, the second line holding what the sum's tax has beyond the first's.
 *   FR 20 %, DE 19 %, GB 20 % within the price (European Commission, Taxes in Europe Database; VAT Act 1994 s. 2)
 *   US on top: California 7.25 % (Cal. Rev. & Tax. Code §§ 6051, 7202), Los Angeles County's districts 2.5 % (CDTFA), tourism
 *   assessment 3.5 % of the rental (Cal. Gov. Code § 13995.65.5); Florida 6 % (Fla. Stat. § 212.05), Miami-Dade 1 %
 *   (§ 212.055), $2 a day, itself taxed (§ 212.0606); concession recovery 1 / 0.9 - 1 = 11.11 % of all that we charge.
 */
interface Row {
  kind: string;
  label: string;
  quantity: number;
  net: string;
  taxes: string[];
  gross: string;
}
const row = (kind: string, label: string, quantity: number, net: string, taxes: string, gross: string): Row => ({
  ...{ kind, label, quantity, net, gross },
  taxes: taxes.split(', '),
});

interface Stay {
  currency: string;
  total: string;
  tax: string;
  deposit: string;
  en: Row[];
  /** Labels in French. */
  fr: string[];
}

const stays: Record<string, Stay> = {
  // × 1: 71.33 and 67.29. VAT = gross / 6: 142.66 → 23.78, 209.95 → 34.99; airport 6 % of 209.95 = 12.597.
  CDG: {
    ...{ currency: 'EUR', total: '341.05', tax: '56.84', deposit: '600.00' },
    en: [
      row('RENTAL', 'Rental, €71.33 a day', 2, '118.88', 'TVA FR 0.20 23.78', '142.66'),
      row('RENTAL', 'Rental, €67.29 a day', 1, '56.08', 'TVA FR 0.20 11.21', '67.29'),
      row('YOUNG_DRIVER', 'Young driver', 1, '30.00', 'TVA FR 0.20 6.00', '36.00'),
      row('INSURANCE', 'Zero excess', 1, '45.00', 'TVA FR 0.20 9.00', '54.00'),
      row('EXTRA', 'Child seat', 1, '23.75', 'TVA FR 0.20 4.75', '28.50'),
      row('AIRPORT_SURCHARGE', 'Airport charge', 1, '10.50', 'TVA FR 0.20 2.10', '12.60'),
    ],
    fr: [
      'Location, 71,33 € par jour',
      'Location, 67,29 € par jour',
      'Jeune conducteur',
      'Franchise zéro',
      'Siège enfant',
      "Redevance d'aéroport",
    ],
  },
  // × 0.992: 70.76151 → 70.76, 66.75614 → 66.76; 17.856 → 17.86, 9.424 → 9.42. VAT = gross × 19 / 119: 141.52 → 22.60,
  // 208.28 → 33.25; airport 6 % of 208.28 = 12.4968.
  FRA: {
    ...{ currency: 'EUR', total: '338.62', tax: '54.06', deposit: '600.00' },
    en: [
      row('RENTAL', 'Rental, €70.76 a day', 2, '118.92', 'MwSt DE 0.19 22.60', '141.52'),
      row('RENTAL', 'Rental, €66.76 a day', 1, '56.11', 'MwSt DE 0.19 10.65', '66.76'),
      row('YOUNG_DRIVER', 'Young driver', 1, '30.25', 'MwSt DE 0.19 5.75', '36.00'),
      row('INSURANCE', 'Zero excess', 1, '45.03', 'MwSt DE 0.19 8.55', '53.58'),
      row('EXTRA', 'Child seat', 1, '23.75', 'MwSt DE 0.19 4.51', '28.26'),
      row('AIRPORT_SURCHARGE', 'Airport charge', 1, '10.50', 'MwSt DE 0.19 2.00', '12.50'),
    ],
    fr: [
      'Location, 70,76 € par jour',
      'Location, 66,76 € par jour',
      'Jeune conducteur',
      'Franchise zéro',
      'Siège enfant',
      "Redevance d'aéroport",
    ],
  },
  // × 0.914: 65.19760 → 65.20, 61.50717 → 61.51; 16.452 → 16.45, 8.683 → 8.68. VAT: 130.40 → 21.73, 191.91 → 31.985 → 31.99;
  // airport 6 % of 191.91 = 11.5146.
  LHR: {
    ...{ currency: 'GBP', total: '308.81', tax: '51.48', deposit: '550.00' },
    en: [
      row('RENTAL', 'Rental, £65.20 a day', 2, '108.67', 'VAT GB 0.20 21.73', '130.40'),
      row('RENTAL', 'Rental, £61.51 a day', 1, '51.25', 'VAT GB 0.20 10.26', '61.51'),
      row('YOUNG_DRIVER', 'Young driver', 1, '25.00', 'VAT GB 0.20 5.00', '30.00'),
      row('INSURANCE', 'Zero excess', 1, '41.12', 'VAT GB 0.20 8.23', '49.35'),
      row('EXTRA', 'Child seat', 1, '21.70', 'VAT GB 0.20 4.34', '26.04'),
      row('AIRPORT_SURCHARGE', 'Airport charge', 1, '9.59', 'VAT GB 0.20 1.92', '11.51'),
    ],
    fr: [
      'Location, 65,20 £ par jour',
      'Location, 61,51 £ par jour',
      'Jeune conducteur',
      'Franchise zéro',
      'Siège enfant',
      "Redevance d'aéroport",
    ],
  },
  // × 1.07: 76.32542 → 76.33, 72.00512 → 72.01; 19.26, 10.165 → 10.17. Concession 11.11 % of 224.67 + 87.00 + 57.78 + 30.51 =
  // 399.96: 44.4356. Rental 152.66: 11.06785, 3.8165, 5.3431; 224.67: 16.288575, 5.61675, 7.86345.
  LAX: {
    ...{ currency: 'USD', total: '495.59', tax: '51.19', deposit: '640.00' },
    en: [
      row(
        ...(['RENTAL', 'Rental, $76.33 a day', 2, '152.66'] as const),
        'Sales tax US California 0.0725 11.07, District taxes US California/Los Angeles 0.025 3.82, Tourism assessment US California 0.035 5.34',
        '172.89',
      ),
      row(
        ...(['RENTAL', 'Rental, $72.01 a day', 1, '72.01'] as const),
        'Sales tax US California 0.0725 5.22, District taxes US California/Los Angeles 0.025 1.80, Tourism assessment US California 0.035 2.52',
        '81.55',
      ),
      row(
        ...(['YOUNG_DRIVER', 'Young driver', 1, '87.00'] as const),
        'Sales tax US California 0.0725 6.31, District taxes US California/Los Angeles 0.025 2.18',
        '95.49',
      ),
      row(
        ...(['INSURANCE', 'Zero excess', 1, '57.78'] as const),
        'Sales tax US California 0.0725 4.19, District taxes US California/Los Angeles 0.025 1.44',
        '63.41',
      ),
      row(
        ...(['EXTRA', 'Child seat', 1, '30.51'] as const),
        'Sales tax US California 0.0725 2.21, District taxes US California/Los Angeles 0.025 0.76',
        '33.48',
      ),
      row(
        ...(['CONCESSION_FEE', 'Airport concession recovery fee', 1, '44.44'] as const),
        'Sales tax US California 0.0725 3.22, District taxes US California/Los Angeles 0.025 1.11',
        '48.77',
      ),
    ],
    fr: [
      'Location, 76,33 $ par jour',
      'Location, 72,01 $ par jour',
      'Jeune conducteur',
      'Franchise zéro',
      'Siège enfant',
      "Redevance de concession de l'aéroport",
    ],
  },
  // As LAX before taxes. Rental 152.66 + 6.00 surcharge = 158.66: 9.5196, 1.5866; 230.67: 13.8402, 2.3067.
  MIA: {
    ...{ currency: 'USD', total: '481.94', tax: '37.54', deposit: '640.00' },
    en: [
      row(
        ...(['RENTAL', 'Rental, $76.33 a day', 2, '152.66'] as const),
        'Sales tax US Florida 0.06 9.52, County surtax US Florida/Miami-Dade 0.01 1.59, Rental car surcharge US Florida fixed 6.00',
        '169.77',
      ),
      row(
        ...(['RENTAL', 'Rental, $72.01 a day', 1, '72.01'] as const),
        'Sales tax US Florida 0.06 4.32, County surtax US Florida/Miami-Dade 0.01 0.72',
        '77.05',
      ),
      row(
        ...(['YOUNG_DRIVER', 'Young driver', 1, '87.00'] as const),
        'Sales tax US Florida 0.06 5.22, County surtax US Florida/Miami-Dade 0.01 0.87',
        '93.09',
      ),
      row(
        ...(['INSURANCE', 'Zero excess', 1, '57.78'] as const),
        'Sales tax US Florida 0.06 3.47, County surtax US Florida/Miami-Dade 0.01 0.58',
        '61.83',
      ),
      row(
        ...(['EXTRA', 'Child seat', 1, '30.51'] as const),
        'Sales tax US Florida 0.06 1.83, County surtax US Florida/Miami-Dade 0.01 0.31',
        '32.65',
      ),
      row(
        ...(['CONCESSION_FEE', 'Airport concession recovery fee', 1, '44.44'] as const),
        'Sales tax US Florida 0.06 2.67, County surtax US Florida/Miami-Dade 0.01 0.44',
        '47.55',
      ),
    ],
    fr: [
      'Location, 76,33 $ par jour',
      'Location, 72,01 $ par jour',
      'Jeune conducteur',
      'Franchise zéro',
      'Siège enfant',
      "Redevance de concession de l'aéroport",
    ],
  },
};

const places: Place[] = [
  ['FRA', 'DE', 'EU', 'Europe/Berlin', 'EUR', 'Hesse'],
  ['LAX', 'US', 'US', 'America/Los_Angeles', 'USD', 'California'],
  ['MIA', 'US', 'US', 'America/New_York', 'USD', 'Florida'],
];

let house: House;
beforeAll(async () => {
  const stock = Object.fromEntries(Object.keys(stays).map((agency) => [`${agency} CDAV`, 1]));
  house = await openAgency(stock, { places });
  house.moveTo('2026-06-01T18:00:00Z');
});
afterAll(() => house.close());

interface Decimal {
  decimal: string;
  currency: string;
}
interface Quoted {
  createQuote: {
    quote: {
      offer: { deposit: Decimal };
      price: {
        total: Decimal;
        tax: Decimal;
        lines: {
          kind: string;
          label: string;
          quantity: number;
          net: Decimal;
          gross: Decimal;
          taxes: { name: string; jurisdiction: string; rate: string | null; amount: Decimal }[];
          rounding: { rule: string; stepMinor: number };
        }[];
      };
    };
  };
}
const quoteIn = async (language: 'fr' | 'en', offerId: string) => {
  const extras = [
    { code: 'ZERO_EXCESS', quantity: 1 },
    { code: 'CHILD_SEAT', quantity: 1 },
  ];
  const { data } = await house.ask<Quoted>(
    {},
    `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { offer { deposit { decimal currency } }
      price { total { decimal currency } tax { decimal currency } lines { kind label quantity net { decimal currency } gross { decimal currency }
        taxes { name jurisdiction rate amount { decimal currency } } rounding { rule stepMinor } } } } } } }`,
    { input: { offerId, extras, idempotencyKey: uuidv7() } },
    language,
  );
  return data.createQuote.quote;
};

const spaces = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test.each(Object.entries(stays))(
  'three days at %s cost what was worked out by hand, line by line and in both languages',
  async (agency, stay) => {
    const wish = { acriss: ['CDAV'], pickUpAgency: agency, pickUpAt: '2026-07-10T10:00', dropOffAt: '2026-07-13T10:00', driverAge: 23 };
    const { id } = await offerFor(house, wish);
    const { price, offer } = await quoteIn('en', id);
    expect([price.total, price.tax, offer.deposit]).toEqual([
      { decimal: stay.total, currency: stay.currency },
      { decimal: stay.tax, currency: stay.currency },
      { decimal: stay.deposit, currency: stay.currency },
    ]);
    const rows = price.lines.map(({ kind, label, quantity, net, taxes, gross }) => ({
      ...{ kind, label: spaces(label), quantity, net: net.decimal, gross: gross.decimal },
      taxes: taxes.map(({ name, jurisdiction, rate, amount }) =>
        [name, jurisdiction.replace(', ', '/').replace(' County', ''), rate ?? 'fixed', amount.decimal].join(' '),
      ),
    }));
    expect(rows).toEqual(stay.en);
    expect((await quoteIn('fr', id)).price.lines.map(({ label }) => spaces(label))).toEqual(stay.fr);
    expect(price.lines.every(({ rounding }) => rounding.rule === 'HALF_UP' && rounding.stepMinor === 1)).toBe(true);
  },
);
