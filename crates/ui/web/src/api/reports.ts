import { useQuery } from '@tanstack/react-query';
import { address, get } from './call';
import type { Filled, Span } from './types';
import { forBrowser } from './window';

export function useReport(name: string, span: Span, lang: 'zh' | 'en') {
  return useQuery({
    queryKey: ['reports', name, span, lang],
    queryFn: ({ signal }) => get<Filled>(address(`/api/reports/${name}`, { ...span, lang }), signal),
  });
}

/** The address of the report as a workbook. */
export function reportWorkbook(name: string, span: Span, lang: 'zh' | 'en'): string {
  return forBrowser(address(`/api/reports/${name}.xlsx`, { ...span, lang }));
}
