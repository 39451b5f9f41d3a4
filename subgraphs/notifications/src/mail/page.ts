import { escape, paragraph, sheet, type Sheet } from '@ycyw/service/mail/sheet';

export interface MailPage extends Omit<Sheet, 'content'> {
  intro: string;
  /** Label and value. */
  lines: readonly (readonly [string, string])[];
}

/** A letter's sheet, the facts between lines. */
export function page({ intro, lines, ...letter }: MailPage): string {
  const rows = lines
    .map(
      ([label, value]) =>
        `<tr><td class="ink2 line" style="padding:12px 16px 12px 0;border-top:1px solid #e4dfd4;color:#5d5b66;font-size:14px;vertical-align:top;white-space:nowrap">${escape(label)}</td>` +
        `<td class="ink line" style="padding:12px 0;border-top:1px solid #e4dfd4;color:#16151c;font-size:15px;font-variant-numeric:tabular-nums">${escape(value)}</td></tr>`,
    )
    .join('');
  const table = rows && `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 24px">${rows}</table>`;
  return sheet({ ...letter, content: paragraph(intro) + table });
}
