import { useDivisionSearch } from '../../api/divisions';
import { useSession } from '../../session/SessionContext';

/** What a division is called, with its path; the person's own if none is named. */
export function usePlaceName(under: string | undefined): string {
  const { unit } = useSession();
  const found = useDivisionSearch(under ?? '');
  if (!under || under === unit.code) return unit.name;
  return found.data?.find((one) => one.code === under)?.name ?? under;
}
