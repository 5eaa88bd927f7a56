// The rules for the scripts in templates/assets. Names and types are the type checker's task.
import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "eqeqeq": "error",
      "no-control-regex": "off", // control characters are escaped on purpose
      "no-undef": "off", // TypeScript knows what a browser has
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
