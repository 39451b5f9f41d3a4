import type { Language } from '@ycyw/service/language';
import type { Buyer } from '../../domain/billing/content.ts';
import type { Seller } from '../../domain/billing/seller.ts';
import type { Node } from './xml.ts';

/** An electronic address that is an e-mail (EAS code EM). */
const endpoint = (address: string): Node => ['cbc:EndpointID', address, { schemeID: 'EM' }];
const countryNode = (code: string): Node => ['cac:Country', [['cbc:IdentificationCode', code]]];

export function sellerOf({ name, address, registration, taxNumber, taxNumberKind }: Seller): Node {
  const isVat = taxNumberKind === 'VAT';
  return [
    'cac:Party',
    [
      // Of the reserved top-level domain: it reaches nobody.
      endpoint(`invoices.${address.country.toLowerCase()}@ycyw.example`),
      ['cac:PartyName', [['cbc:Name', 'Your Car Your Way']]],
      [
        'cac:PostalAddress',
        [
          ['cbc:StreetName', address.line1],
          ['cbc:CityName', address.city],
          ['cbc:PostalZone', address.postalCode],
          countryNode(address.country),
        ],
      ],
      isVat
        ? [
            'cac:PartyTaxScheme',
            [
              ['cbc:CompanyID', taxNumber],
              ['cac:TaxScheme', [['cbc:ID', 'VAT']]],
            ],
          ]
        : null,
      [
        'cac:PartyLegalEntity',
        [
          ['cbc:RegistrationName', name],
          ['cbc:CompanyID', isVat ? registration : `${registration}, EIN ${taxNumber}`],
        ],
      ],
    ],
  ];
}

const forgotten: Record<Language, string> = {
  fr: 'Identité effacée à la demande du client',
  en: 'Identity erased at the customer’s request',
};

/** A consumer: a name, the country where they live, and an e-mail address while they are known. */
export function partyOf(buyer: Buyer | null, residence: string, language: Language): Node {
  return [
    'cac:Party',
    [
      buyer && endpoint(buyer.email),
      ['cac:PostalAddress', [countryNode(residence)]],
      ['cac:PartyLegalEntity', [['cbc:RegistrationName', buyer ? `${buyer.givenName} ${buyer.familyName}` : forgotten[language]]]],
    ],
  ];
}
