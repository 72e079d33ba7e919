import type { DeviceShown, DeviceStands } from '../../api/types';

/** The devices with these words in name, unit or number, in that state if one is named. */
export function fitting(all: DeviceShown[], words: string, stands: DeviceStands | ''): DeviceShown[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return all.filter((one) => {
    const told = `${one.person} ${one.place} ${one.unit} ${one.device}`.toLowerCase();
    return (stands === '' || one.stands === stands) && wanted.every((word) => told.includes(word));
  });
}
