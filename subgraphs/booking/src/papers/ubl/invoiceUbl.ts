import type { Language } from '@ycyw/service/language';
import { money } from '@ycyw/service/money';
import type { BillingDocument } from '../../data/billing/document.ts';
import type { Buyer } from '../../domain/billing/content.ts';
import type { DocumentLine } from '../../domain/billing/line.ts';
import { lineName, subjectOf, unitPrice } from '../../domain/billing/words.ts';
import { partyOf, sellerOf } from './party.ts';
import { categoriesOf, outside, taxTotal, type Category } from './taxCategory.ts';
import { xml, type Node } from './xml.ts';

const unece = { HOUR: 'HUR', DAY: 'DAY', WEEK: 'WEE', MONTH: 'MON' } as const;
/** UNTDID 4461. */
const means = { CARD: '48', TERMINAL: '48', CASH: '10', CASHBACK: '97', REFUND: '1' } as const;

const core = 'urn:cen.eu:en16931:2017';
const peppol = `${core}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0`;

/** The line that takes a total to its currency's steps is an amount of its own there, and no line. */
const isRounding = ({ kind }: DocumentLine): boolean => kind === 'ROUNDING';

/** What BT-120 says of lines without tax. */
const outsideReason: Record<Language, string> = {
  fr: 'Hors du champ d’application de la TVA',
  en: 'Outside the scope of VAT',
};

/**
 * The document in UBL 2.1 by EN 16931, as a Peppol BIS Billing 3.0 where the buyer has an electronic address; in the US the same structure
 * with each tax by itself, which EN 16931 knows nothing of. Of the same document, buyer and language always the same text.
 */
export function invoiceUbl(document: BillingDocument, buyer: Buyer | null, language: Language): string {
  const { content, currency, kind } = document;
  const credit = kind === 'CREDIT_NOTE';
  const isVat = content.seller.taxNumberKind === 'VAT';
  const amount = (name: string, minor: number): Node => [name, money(minor, currency).decimal, { currencyID: currency }];
  const lines = content.lines.filter((line) => !isRounding(line));
  const roundingMinor = document.grossMinor - lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
  const netMinor = document.netMinor - roundingMinor;
  const paidMinor = credit ? 0 : content.tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const payableMinor = document.grossMinor - paidMinor;
  const used = [...new Set(content.tenders.map(({ method }) => means[method]))];

  const customization: Node[] = isVat
    ? [
        ['cbc:CustomizationID', buyer ? peppol : core],
        ...(buyer ? [['cbc:ProfileID', 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'] as const] : []),
      ]
    : [];
  const root = credit ? 'CreditNote' : 'Invoice';
  const terms = payableMinor > 0 ? [['cbc:Note', credit ? refunded[language] : immediately[language]] as const] : [];
  return xml([
    root,
    [
      ...customization,
      ['cbc:ID', document.number],
      ['cbc:IssueDate', document.issuedOn],
      [credit ? 'cbc:CreditNoteTypeCode' : 'cbc:InvoiceTypeCode', credit ? '381' : '380'],
      ['cbc:Note', subjectOf(content, language)],
      ['cbc:DocumentCurrencyCode', currency],
      ['cbc:BuyerReference', content.rental.reference],
      content.refersTo && [
        'cac:BillingReference',
        [
          [
            'cac:InvoiceDocumentReference',
            [
              ['cbc:ID', content.refersTo.number],
              ['cbc:IssueDate', content.refersTo.issuedOn],
            ],
          ],
        ],
      ],
      ['cac:AccountingSupplierParty', [sellerOf(content.seller)]],
      ['cac:AccountingCustomerParty', [partyOf(buyer, content.residence, language)]],
      ['cac:Delivery', [['cbc:ActualDeliveryDate', content.suppliedOn]]],
      ...used.map((code): Node => ['cac:PaymentMeans', [['cbc:PaymentMeansCode', code]]]),
      ...(terms.length > 0 ? [['cac:PaymentTerms', terms] as const] : []),
      taxTotal(lines, isVat, outsideReason[language], amount),
      [
        'cac:LegalMonetaryTotal',
        [
          amount('cbc:LineExtensionAmount', netMinor),
          amount('cbc:TaxExclusiveAmount', netMinor),
          amount('cbc:TaxInclusiveAmount', netMinor + document.taxMinor),
          ...(paidMinor === 0 ? [] : [amount('cbc:PrepaidAmount', paidMinor)]),
          ...(roundingMinor === 0 ? [] : [amount('cbc:PayableRoundingAmount', roundingMinor)]),
          amount('cbc:PayableAmount', payableMinor),
        ],
      ],
      ...lines.map((line, index): Node => lineOf(line, index, credit, currency, language, categoriesOf(line, lines, isVat), amount)),
    ],
    {
      xmlns: `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
      'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
      'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
    },
  ]);
}

const immediately: Record<Language, string> = { fr: 'Payable immédiatement', en: 'Payable immediately' };
const refunded: Record<Language, string> = {
  fr: 'Remboursé sur le moyen de paiement utilisé',
  en: 'Refunded to the payment method that was used',
};

/** What is taken off is a negative quantity: prices are never negative there. A price is that of the line's whole quantity. */
function lineOf(
  line: DocumentLine,
  index: number,
  credit: boolean,
  currency: string,
  language: Language,
  categories: readonly Category[],
  amount: (name: string, minor: number) => Node,
): Node {
  const unitCode = line.unit ? unece[line.unit] : 'C62';
  const quantity = line.netMinor < 0 ? -line.quantity : line.quantity;
  const each = unitPrice(line, currency, language);
  return [
    credit ? 'cac:CreditNoteLine' : 'cac:InvoiceLine',
    [
      ['cbc:ID', String(index + 1)],
      [credit ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity', String(quantity), { unitCode }],
      amount('cbc:LineExtensionAmount', line.netMinor),
      [
        'cac:Item',
        [
          each === null ? null : ['cbc:Description', each],
          ['cbc:Name', lineName(line, language)],
          ...categories.map(({ code, percent, scheme }): Node => [
            'cac:ClassifiedTaxCategory',
            [['cbc:ID', code], code === outside ? null : ['cbc:Percent', percent], ['cac:TaxScheme', [['cbc:ID', scheme]]]],
          ]),
        ],
      ],
      ['cac:Price', [amount('cbc:PriceAmount', Math.abs(line.netMinor)), ['cbc:BaseQuantity', String(line.quantity), { unitCode }]]],
    ],
  ];
}
