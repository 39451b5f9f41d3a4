import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { handFocusOn } from './useFocusHandedOn.ts';

let firstPage = true;

type Props = {
  children: ReactNode;
  title: string;
  className?: string;
  /** When this changes, what had the focus may be gone: the heading then takes it. */
  about?: unknown;
};

/** The page's h1: names the document, and takes the focus when one page follows another, so that a screen reader starts there. */
export function PageTitle({ children, title, className, about }: Props) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`;
  }, [title, t]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  const before = useRef(about);
  useEffect(() => {
    if (before.current !== about) handFocusOn();
    before.current = about;
  }, [about]);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
