import { useCatalog } from '../../api/catalog';
import { useHistory } from '../../api/records';
import type { Sheet } from '../../api/types';
import { chainOf, chainRows, happenedIn } from './chain';
import { ChainStepper } from './ChainStepper';

/** The chain of an opened hazard; of other kinds there is none. */
export function HazardChain({ sheet }: { sheet: Sheet }) {
  const kind = useCatalog().kind(sheet.row.kind);
  const isHazard = sheet.row.kind === 'hazard';
  const history = useHistory(sheet.row.id, isHazard);
  if (!isHazard || !kind || !history.data) return null;
  return <ChainStepper chain={chainOf(sheet.row.status, happenedIn(kind, history.data), chainRows(sheet))} />;
}
