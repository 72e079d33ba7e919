import { fieldOf, useCatalog } from '../api/catalog';
import { useRead } from '../i18n/words';
import { useSession } from '../session/SessionContext';
import { ComplaintLines } from './form/ComplaintLines';
import { Chip } from './form/inputs/Chip';
import type { FormState } from './form/types';

/**
 * A field of one code with every code in sight, however many there are: for the one choice of a
 * page that is made each time.
 */
export function CodeChips({ form, name }: { form: FormState; name: string }) {
  const read = useRead();
  const book = useCatalog();
  const { today } = useSession();
  const field = fieldOf(form.kind, name);
  if (field?.type !== 'code') return null;
  const held = form.values[name] ?? '';
  const offered = (book.codes(field.codes)?.codes ?? []).filter(
    (code) => code.until === null || code.until >= today || code.code === held,
  );
  const label = read(field.label);
  const said = `field-${name}-said`;
  return (
    <div className="field" data-wide>
      <span className="field-label" data-required={form.required(field)}>
        {label}
      </span>
      <div id={`field-${name}`} role="group" aria-label={label} aria-describedby={said} className="chips-line" tabIndex={-1}>
        {offered.map((code) => (
          <Chip
            key={code.code}
            single
            on={code.code === held}
            onPress={() => form.set(name, code.code === held ? '' : code.code)}
          >
            {read(code.label)}
          </Chip>
        ))}
      </div>
      <ComplaintLines id={said} complaints={form.complaints(name)} />
      <ComplaintLines id={`field-${name}-again`} complaints={form.warnings(name)} mild />
    </div>
  );
}
