import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  js.configs.recommended,
  { files: ["page/**/*.ts"], extends: [...tseslint.configs.strict] },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(
        ["process", "console", "URL", "Buffer", "performance", "WebAssembly", "TextEncoder", "TextDecoder", "document", "window", "location", "setTimeout", "history", "atob", "btoa", "Response", "Blob", "CompressionStream", "DecompressionStream"]
          .map((name) => [name, "readonly"]),
      ),
    },
  },
);
