import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { understood } from '../api/call';
import { ProblemNote } from './ProblemNote';
import '../i18n';

const BODY = JSON.stringify({
  code: 'internal',
  text: { zh: '服务器内部出错', en: 'the server failed inside' },
  complaints: [],
  request: '7be1c0ffee15900d',
});

describe('a note of what went wrong', () => {
  it('has the number under which an administrator finds what broke inside', () => {
    render(<ProblemNote error={understood(500, BODY)} />);
    expect(screen.getByRole('alert').textContent).toContain('7be1c0ffee15900d');
  });

  it('has none where the reader can mend it', () => {
    render(<ProblemNote error={understood(422, BODY)} />);
    expect(screen.getByRole('alert').textContent).not.toContain('7be1c0ffee15900d');
  });
});
