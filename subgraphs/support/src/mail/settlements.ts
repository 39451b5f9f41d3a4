import type { Ask } from '@ycyw/service/graph';
import type { Language } from '@ycyw/service/language';
import { z } from 'zod';
import { letterWords, settled, settlementIs } from './words.ts';

const money = z.object({ minor: z.int(), currency: z.string() });
const shape = z.object({
  settlements: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['AWAITING_APPROVAL', 'OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED']),
      refund: money.nullable(),
      alternative: z.object({ vehicleClass: z.object({ name: z.string() }).nullable() }).nullable(),
    }),
  ),
  charges: z.array(z.object({ id: z.string(), line: z.object({ label: z.string() }), amount: money })),
});

const document = `query Shown($reference: String!) { booking(reference: $reference) {
  settlements { id state refund { minor currency } alternative { vehicleClass { name } } }
  charges { id line { label } amount { minor currency } } } }`;

function amount({ minor, currency }: z.infer<typeof money>, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A booking's settlements and charges in words, by their ids; empty where the graph does not give them. */
export async function shownOf(ask: Ask, reference: string, language: Language): Promise<Map<string, string>> {
  const { booking } = await ask(document, { reference }, language);
  const { data } = shape.safeParse(booking);
  const says = letterWords[language];
  return new Map([
    ...(data?.settlements ?? []).map(({ id, state, refund, alternative }): [string, string] => {
      const car = alternative?.vehicleClass?.name ?? '';
      const is = refund ? settlementIs[language].refund(amount(refund, language), car) : settlementIs[language].other(car);
      return [id, `${says.settlement}${says.colon}${is} (${settled[language][state]})`];
    }),
    ...(data?.charges ?? []).map(({ id, line, amount: due }): [string, string] => [
      id,
      `${says.charge}${says.colon}${line.label}, ${amount(due, language)}`,
    ]),
  ]);
}
