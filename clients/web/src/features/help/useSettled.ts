import { useEffect, useState } from 'react';

/** The text as it stood once nobody had typed for `ms`. */
export function useSettled(text: string, ms = 500): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [text, ms]);
  return settled;
}
