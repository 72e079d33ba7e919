import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const SYNTAX = [
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'What a user typed is never interpreted: show it as text.',
  },
  {
    selector: 'JSXText[value=/[A-Za-z\\u4e00-\\u9fff]/]',
    message: 'Text comes from the words of its area, in Chinese and English.',
  },
  {
    selector: "CallExpression[callee.property.name='mutate'][arguments.length>1]",
    message: 'What follows a change is lost with its component: start it with `run` of api/run.',
  },
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/types.ts', 'eslint.config.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  hooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'max-lines': ['error', 300],
      'no-restricted-syntax': ['error', ...SYNTAX],
    },
  },
);
