import { stateOf } from '../../api/catalog';
import type { Kind, Offer } from '../../api/types';

/** The step most records take next: onward, to a state where the work goes on, without a reason why not. */
export function mainStep(kind: Kind | undefined, status: string, offers: Offer[]): Offer | undefined {
  const place = (name: string | null) => kind?.states.findIndex((state) => state.name === name) ?? -1;
  return offers.find((offer) => {
    const to = offer.to ? stateOf(kind, offer.to) : undefined;
    if (!to || to.outside || offer.reason || offer.against.length > 0) return false;
    return !to.final && place(to.name) > place(status);
  });
}
