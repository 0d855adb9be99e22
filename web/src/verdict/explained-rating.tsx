import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Rating, type RatingLetter } from '../ui/rating';
import { countedFindings, ListLink } from './list-link';
import { holdersOf, holdersQuery } from './rating-holders.queries';

/** The letter of a scan. Its tip names what holds it down, which is read once somebody points at it or focuses it. */
export function ExplainedRating({ scanId, letter }: { readonly scanId: number; readonly letter: RatingLetter | null }) {
  const [isAsked, setAsked] = useState(false);
  const { data } = useQuery({ ...holdersQuery(scanId), enabled: isAsked && letter !== null && letter !== 'A' });
  const ask = () => setAsked(true);
  const reasons = data && holdersOf(data).join('. ');
  return (
    <span title={reasons} onPointerEnter={ask} onFocus={ask}>
      <ListLink scanId={scanId} list={countedFindings('all')} aria-description={reasons}>
        <Rating letter={letter} />
      </ListLink>
    </span>
  );
}
