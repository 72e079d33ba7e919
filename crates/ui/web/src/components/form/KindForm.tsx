import { Form } from 'antd';
import type { KindFormProps } from './types';

/** A form for any kind, change or step, drawn from the catalog. */
export function KindForm({ target }: KindFormProps) {
  return <Form aria-label={'kind' in target ? target.kind : target.sheet.row.title} />;
}
