import 'antd/dist/reset.css';
import '@fontsource-variable/noto-sans-sc/wght.css';
import './fonts/rare.css';
import './look/styles.css';
import './look/layout.css';
import 'dayjs/locale/zh-cn';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import './i18n';
import { trustNothingElse } from './trusted';

// Before anything is drawn.
trustNothingElse();

const place = document.getElementById('app');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
