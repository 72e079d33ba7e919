import { Flex, Input, Select } from 'antd';
import { useFormWords } from '../words';
import { itemsOf } from '../values';
import type { InputProps, Of } from './types';

/** The systems positions come in; names of standards stand untranslated. */
const SYSTEMS = ['WGS-84', 'CGCS2000', 'GCJ-02', 'BD-09'];

interface Point {
  lat: string;
  lon: string;
  crs: string;
}

/** Latitude, longitude and the system they were read in, as the device or map showed them. */
export function PointInput({ id, text, onText, invalid, describedBy }: InputProps<Of<'point'>>) {
  const say = useFormWords();
  const point = readPoint(text);
  const change = (what: Partial<Point>) => onText(pointText({ ...point, ...what }));
  const status = invalid ? 'error' : undefined;
  const told = { 'aria-invalid': invalid, 'aria-describedby': describedBy, inputMode: 'decimal' as const, status } as const;
  return (
    <Flex gap={4} wrap>
      <Input
        {...told}
        id={id}
        style={{ flex: '1 1 84px' }}
        aria-label={say('latitude')}
        placeholder={say('latitude')}
        value={point.lat}
        // A pair pasted as a whole fills both.
        onChange={(event) => change(pair(event.target.value) ?? { lat: event.target.value })}
      />
      <Input
        {...told}
        style={{ flex: '1 1 84px' }}
        aria-label={say('longitude')}
        placeholder={say('longitude')}
        value={point.lon}
        onChange={(event) => change({ lon: event.target.value })}
      />
      <Select
        style={{ flex: '1 1 84px' }}
        aria-label={say('crs')}
        value={point.crs}
        options={SYSTEMS.map((name) => ({ value: name, label: name }))}
        onChange={(crs: string) => change({ crs })}
      />
    </Flex>
  );
}

/** A kept point keeps the figures it was read as, in `original`, where its system is another. */
export function readPoint(text: string): Point {
  if (text.trimStart().startsWith('{')) {
    const kept = itemsOf(text);
    const read = kept.original ? itemsOf(kept.original) : kept;
    return { lat: read.lat ?? kept.lat ?? '', lon: read.lon ?? kept.lon ?? '', crs: kept.crs ?? 'WGS-84' };
  }
  const [lat = '', lon = '', crs = 'WGS-84'] = text.split(',').map((part) => part.trim());
  return { lat, lon, crs };
}

export function pointText({ lat, lon, crs }: Point): string {
  if (lat.trim() === '' && lon.trim() === '') return '';
  return `${lat.trim()},${lon.trim()},${crs}`;
}

function pair(typed: string): { lat: string; lon: string } | null {
  const parts = typed.split(/[,，\s]+/).filter((part) => part !== '');
  const [lat, lon] = parts;
  return parts.length === 2 && lat && lon ? { lat, lon } : null;
}
