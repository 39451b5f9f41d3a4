import type { Language } from '@ycyw/service/language';
import type { Notification as Row } from '../data/notification.ts';
import { linkOf, noticeShape } from '../domain/notice.ts';
import { wordsOf } from '../domain/wording.ts';
import type { Context } from './context.ts';

const words = (row: Row, language: Language) => wordsOf(noticeShape.parse(row), language);

export const Notification = {
  title: (row: Row, _: unknown, { language }: Context) => words(row, language).title,
  body: (row: Row, _: unknown, { language }: Context) => words(row, language).body,
  link: (row: Row) => linkOf(noticeShape.parse(row)),
  deliveries: (row: Row, _: unknown, { deliveries }: Context) => deliveries.load(row.id),
};
